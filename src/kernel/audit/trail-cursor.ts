import { z } from 'zod';

/** A position in the list of entries. */
export interface TrailCursor {
  readonly id: string;
  /** PostgreSQL's snapshot of the first page. */
  readonly snapshot: string;
}

const FORM = /^(\d{1,18})\.([1-9]\d{0,17}:[1-9]\d{0,17}:(?:\d{1,18}(?:,\d{1,18})*)?)$/;

/**
 * The cursor of a page: an entry, and the state of the trail that the first page showed. Each later page shows the same
 * state. Otherwise a read that is repeated meanwhile would be joined with a row that the reader has passed or not
 * reached, and would be shown twice or not at all. Reading the trail is itself such a read.
 */
export const trailCursor = z
  .string()
  .regex(FORM)
  .transform((text): TrailCursor => {
    const [, id = '', snapshot = ''] = FORM.exec(text) ?? [];
    return { id, snapshot };
  })
  .refine(({ snapshot }) => isSnapshot(snapshot));

export function formatTrailCursor({ id, snapshot }: TrailCursor): string {
  return `${id}.${snapshot}`;
}

/** PostgreSQL rejects any other text: the first transaction, the next one, and those that were running, in order. */
function isSnapshot(text: string): boolean {
  const [first = '', next = '', running = ''] = text.split(':');
  const order = [first, ...running.split(',').filter((id) => id !== '')].map(BigInt);
  return (
    order.every((id, at) => at === 0 || id >= (order[at - 1] ?? id)) &&
    (order.length > 1 ? (order.at(-1) ?? 0n) < BigInt(next) : BigInt(first) <= BigInt(next))
  );
}
