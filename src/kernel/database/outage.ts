/** SQLSTATE classes of a server that cannot be reached, has no room, or is going down; not of a statement at fault. */
const AWAY = /^(08|53|57P)/;
const BROKEN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Whether the database is away, so that trying the next thing at once is in vain. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && (AWAY.test(code) || BROKEN.has(code))) return true;
  return (
    /connection terminated|not queryable/i.test(error.message) || (error.cause !== undefined && isOutage(error.cause))
  );
}
