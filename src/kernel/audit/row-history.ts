/** The digest of a row that does not exist. */
export const NO_ROW = '-';

/** What an entry of the trail says about one write to a row. */
export interface RowWrite {
  /** After the write; {@link NO_ROW} after a deletion. */
  readonly digest: string;
  /** Before the write; null in entries of a release that did not record it. */
  readonly before: string | null;
  readonly stream: string;
  readonly entry: string;
}

/** A change of the row that no entry records. */
export interface HistoryGap {
  readonly from: string;
  readonly to: string;
  /** The first write after the change. */
  readonly next: RowWrite;
}

export interface RowHistory {
  /** The digest that the row must have. */
  readonly digest: string;
  readonly gaps: readonly HistoryGap[];
}

/**
 * Joins the writes to one row: each must begin with the row as another one left it. Clocks of several servers may
 * differ, so any order of the writes that has no gap is accepted.
 * @param writes the writes to the row, in the order of their instants.
 */
export function rowHistory(writes: readonly RowWrite[]): RowHistory {
  const steps = writes.map((write, index) => ({ ...write, before: write.before ?? digestAfter(writes[index - 1]) }));
  const last = digestAfter(writes.at(-1));
  const gaps = steps.flatMap((next, index): HistoryGap[] => {
    const from = digestAfter(steps[index - 1]);
    return from === next.before ? [] : [{ from, to: next.before, next }];
  });
  if (gaps.length === 0) return { digest: last, gaps };
  const end = endOfPath(steps);
  return end === undefined ? { digest: last, gaps } : { digest: end, gaps: [] };
}

const digestAfter = (write: RowWrite | undefined): string => write?.digest ?? NO_ROW;

/**
 * The last digest if there is an order in which every write follows another one, from {@link NO_ROW}: an Eulerian path,
 * which exists if the writes are connected and each digest but the first and the last was left as often as reached.
 */
function endOfPath(steps: readonly { readonly before: string; readonly digest: string }[]): string | undefined {
  const surplus = new Map<string, number>([[NO_ROW, 1]]);
  const add = (digest: string, by: number) => surplus.set(digest, (surplus.get(digest) ?? 0) + by);
  const reached = new Set([NO_ROW]);
  for (const { before, digest } of steps) {
    add(before, -1);
    add(digest, 1);
  }
  for (let size = 0; size < reached.size;) {
    size = reached.size;
    for (const { before, digest } of steps) if (reached.has(before)) reached.add(digest);
  }
  if (!steps.every(({ before }) => reached.has(before))) return undefined;
  const ends = [...surplus].filter(([, count]) => count !== 0);
  const [end] = ends;
  return ends.length === 1 && end?.[1] === 1 ? end[0] : undefined;
}
