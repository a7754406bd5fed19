import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

export interface VerdictListView {
  readonly listId: string;
  readonly processId: string;
  readonly entidad: string;
  /** `yyyy-mm-dd`, hora centro; null for all verdicts of the process. */
  readonly day: string | null;
  readonly records: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
  readonly publishedAt: string;
  /** Null until two officials have typed the same digits. */
  readonly seed: string | null;
  readonly seedFixedAt: string | null;
}

export const SELECT_LIST = `select list.id as "listId", list.process_id as "processId", list.entidad,
    to_char(list.day, 'YYYY-MM-DD') as day, digest.records, digest.digest, list.published_at as "publishedAt",
    seed.seed, seed.fixed_at as "seedFixedAt"
  from control_desk.verdict_list list
    join control_desk.verdict_list_digest digest on digest.list_id = list.id
    left join control_desk.sample_seed seed on seed.list_id = list.id`;

/** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none. The caller authorizes it next. */
export async function findVerdictList(work: UnitOfWork, listId: string): Promise<VerdictListView> {
  const list = await work.record<VerdictListView>(`${SELECT_LIST} where list.id = $1`, [listId]);
  if (!list) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return list;
}
