import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export interface DeskConclusion {
  /** Number of reviewed records at the conclusion. */
  readonly reviewed: number;
  readonly concludedAt: Date;
}

/** @returns false if a conclusion with the same number of records is already stored. */
export async function saveConclusion(
  work: UnitOfWork,
  processId: string,
  { reviewed, concludedAt }: DeskConclusion,
): Promise<boolean> {
  const inserted = await work.sql(
    `insert into results.desk_conclusion (process_id, reviewed, concluded_at) values ($1, $2, $3)
     on conflict do nothing returning reviewed`,
    [processId, reviewed, concludedAt],
  );
  return inserted.length > 0;
}

/** The latest conclusion of a process. */
export async function findConclusion(work: UnitOfWork, processId: string): Promise<DeskConclusion | undefined> {
  const [row] = await work.sql<{ reviewed: number; concludedAt: string }>(
    `select reviewed, concluded_at as "concludedAt" from results.desk_conclusion
     where process_id = $1 order by concluded_at desc, reviewed desc limit 1`,
    [processId],
  );
  return row && { reviewed: row.reviewed, concludedAt: new Date(row.concludedAt) };
}
