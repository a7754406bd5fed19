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

/** A kind of office with the entidades in which it exists, for those who manage kinds. */
export interface ManagedOfficeKind extends OfficeKindView {
  /** Null: all of them. */
  readonly entidades: readonly string[] | null;
  readonly version: number;
  /** Offices of this kind, in all processes. */
  readonly offices: number;
}

export function listManagedOfficeKinds(work: UnitOfWork): Promise<ManagedOfficeKind[]> {
  return work.sql<ManagedOfficeKind & object>(
    `select key, label, scope, longest_days as "maxDays", entidades,
       (select max(version) from processes.office_kind_version v where v.kind = k.key) as version,
       (select count(*)::int from processes.office o where o.kind = k.key) as offices
     from processes.office_kind k order by position, key`,
  );
}

export interface OfficeKindVersion {
  readonly version: number;
  readonly label: string;
  readonly scope: OfficeScope;
  readonly entidades: readonly string[] | null;
  readonly maxDays: number;
  /** Empty if predefined, or set before versions were kept. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string | null;
}

/** Newest first; empty if there is no such kind. */
export function findOfficeKindVersions(work: UnitOfWork, key: string): Promise<OfficeKindVersion[]> {
  return work.sql<OfficeKindVersion & object>(
    `select version, label, scope, entidades, longest_days as "maxDays", reason, at
     from processes.office_kind_version where kind = $1 order by version desc`,
    [key],
  );
}

/** Whether another kind has this label. */
export async function isLabelTaken(work: UnitOfWork, key: string, label: string): Promise<boolean> {
  const found = await work.sql(
    'select from processes.office_kind where key <> $1 and lower(label) = lower($2) limit 1',
    [key, label],
  );
  return found.length > 0;
}

/** The entidades that have offices of this kind. */
export async function usesOfOfficeKind(work: UnitOfWork, key: string): Promise<string[]> {
  const rows = await work.sql<{ entidad: string }>(
    `select distinct p.entidad from processes.office o join processes.process p on p.id = o.process_id
     where o.kind = $1 order by p.entidad`,
    [key],
  );
  return rows.map(({ entidad }) => entidad);
}
