import { endOfCentralDay, parseCentral } from '../../../kernel/clock/central-time.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { UNDO_MS } from '../domain/undo.js';
import { NOT_UNDONE } from './newest-verdicts.js';

export interface ListedPeriod {
  /** Null for the beginning of the process. */
  readonly from: Date | null;
  readonly to: Date;
}

/** When the verdicts of a list were given: on its day (hora centro), or any time before those that can be undone. */
export function listedPeriod(day: string | null, publishedAt: Date): ListedPeriod {
  return day === null
    ? { from: null, to: new Date(publishedAt.getTime() - UNDO_MS) }
    : { from: parseCentral(`${day}T00:00`), to: endOfCentralDay(day) };
}

/** A list that is being prepared. */
export interface UnfinishedList {
  readonly listId: string;
  readonly processId: string;
  readonly day: string | null;
  readonly publishedAt: string;
}

export async function findUnfinishedList(work: UnitOfWork, listId: string): Promise<UnfinishedList> {
  const [list] = await work.sql<UnfinishedList & object>(
    `select id as "listId", process_id as "processId", to_char(day, 'YYYY-MM-DD') as day, published_at as "publishedAt"
     from control_desk.verdict_list where id = $1`,
    [listId],
  );
  if (!list) throw new Error(`the list ${listId} disappeared`);
  return list;
}

/** Adds the newest verdict of each of these records in the period of the list. */
export async function addListed(
  work: UnitOfWork,
  { listId, day, publishedAt }: UnfinishedList,
  supportIds: readonly string[],
): Promise<void> {
  const { from, to } = listedPeriod(day, new Date(publishedAt));
  await work.sql(
    `insert into control_desk.listed_verdict (list_id, support_id, verdict_id)
     select distinct on (support_id) $1::uuid, support_id, id from control_desk.verdict
     where support_id = any($2::uuid[]) and ($3::timestamptz is null or given_at >= $3) and given_at <= $4
       and ${NOT_UNDONE}
     order by support_id, given_at desc, id desc`,
    [listId, supportIds, from, to],
  );
}
