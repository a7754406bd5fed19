import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OfficeScope } from '../domain/office-territory.js';

/** A kind of office that exists in an entidad. */
export interface OfficeKindView {
  readonly key: string;
  readonly label: string;
  readonly scope: OfficeScope;
  /** Longer capture periods are rejected as probable mistakes. */
  readonly maxDays: number;
}

const SELECT_KIND = `select key, label, scope, longest_days as "maxDays" from processes.office_kind
  where (entidades is null or $1 = any(entidades))`;

export function listOfficeKinds(work: UnitOfWork, entidad: string): Promise<OfficeKindView[]> {
  return work.sql<OfficeKindView>(`${SELECT_KIND} order by position, key`, [entidad]);
}

/** @throws DomainError PROCESSES.OFFICE_KIND_UNKNOWN */
export async function findOfficeKind(work: UnitOfWork, entidad: string, key: string): Promise<OfficeKindView> {
  const [kind] = await work.sql<OfficeKindView>(`${SELECT_KIND} and key = $2`, [entidad, key]);
  if (!kind) throw new DomainError('PROCESSES.OFFICE_KIND_UNKNOWN', { kind: 'invalid', field: 'kind' });
  return kind;
}
