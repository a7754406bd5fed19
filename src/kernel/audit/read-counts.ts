import type pg from 'pg';

export interface ReadCount {
  readonly actorId: string;
  /** Null for an actor without an entidad. */
  readonly territory: string | null;
  readonly subjects: number;
}

/** For each actor, the number of different subjects read with these actions since that instant. */
export async function countSubjectsRead(
  connection: pg.ClientBase,
  actions: readonly string[],
  since: Date,
): Promise<ReadCount[]> {
  const { rows } = await connection.query<ReadCount>(
    `select actor_id as "actorId", max(territory) as territory, count(distinct subject_id)::int as subjects
     from kernel.audit_entry
     where at >= $2 and action = any($1::text[]) and outcome = 'read' and actor_kind <> 'system'
     group by actor_id`,
    [actions, since],
  );
  return rows;
}
