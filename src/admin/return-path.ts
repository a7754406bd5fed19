const PAGE = /^\/admin(\/(pages|resources)\/[\w.~%-]+(\/[\w.~%-]+)*)?(\?[\w.~%=&+-]*)?$/;
const MAX_LENGTH = 1000;

/** The page of the back office to which a request asks to return; undefined for any other address. */
export function returnPath(named: unknown): string | undefined {
  return typeof named === 'string' && named.length <= MAX_LENGTH && PAGE.test(named) && !named.includes('..')
    ? named
    : undefined;
}
