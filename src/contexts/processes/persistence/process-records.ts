import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { graceEndsAt, periodInForce, type CapturePeriod } from '../domain/capture-period.js';
import type { OfficeScope } from '../domain/office-territory.js';
import type { PublicKeyJwk } from '../domain/opl-public-key.js';

/** A process as other contexts see it. */
export interface ProcessView {
  readonly id: string;
  readonly idProceso: string;
  readonly entidad: string;
  readonly name: string;
  readonly practice: boolean;
  /** The key in force: the newest one that the OPL has proved it can open. */
  readonly oplPublicKey: PublicKeyJwk | null;
  /** The key was registered after the deadline of §13.1. */
  readonly oplPublicKeyLate: boolean;
  /** A key was registered, tested or not. */
  readonly hasRegisteredKey: boolean;
  /** Capture may open: a key was tested, DERFE waived the test, or the process is for practice (decisions 4 and 66). */
  readonly mayOpen: boolean;
  /** When its results were delivered (§13.2), ISO 8601, UTC; null while the process is open. */
  readonly closedAt: string | null;
}

export interface OfficeView {
  readonly id: string;
  readonly processId: string;
  readonly entidad: string;
  /** Key of the office kind, e.g. `ayuntamiento`. Kinds are rows, not an enum. */
  readonly kind: string;
  readonly kindLabel: string;
  readonly scope: OfficeScope;
  readonly name: string;
  /**
   * Key of the municipality (3 digits) or local district (2); empty for the whole entidad; free text without a
   * catalogue.
   */
  readonly territory: string;
  /** Display name, e.g. `Distrito 07`. */
  readonly territoryName: string;
}

/**
 * Whether a key was registered after its deadline (§13.1): the one at the registration, or the one in the calendar,
 * which may be set later. A key registered in the minute of the deadline is in time. Alias `k` is the key, `d` is the
 * calendar date `opl-key`.
 */
export const KEY_IS_LATE = `coalesce(k.late or k.registered_at >= date_trunc('minute', d.at) + interval '1 minute', false)`;

export const SELECT_PROCESS = `select p.id, p.id_proceso as "idProceso", p.entidad, p.name, p.practice,
    k.jwk as "oplPublicKey", ${KEY_IS_LATE} as "oplPublicKeyLate",
    exists (select from processes.opl_public_key r where r.process_id = p.id) as "hasRegisteredKey",
    p.practice or p.key_ready_at is not null as "mayOpen", p.closed_at as "closedAt"
  from processes.process p
  left join processes.calendar_date d on d.process_id = p.id and d.key = 'opl-key'
  left join lateral (select jwk, late, registered_at from processes.opl_tested_key where process_id = p.id
    order by sequence desc limit 1) k on true`;

export const SELECT_OFFICE = `select o.id, o.process_id as "processId", p.entidad, o.kind, k.label as "kindLabel", k.scope, o.name,
    o.territory, o.territory_name as "territoryName"
  from processes.office o join processes.process p on p.id = o.process_id
  join processes.office_kind k on k.key = o.kind`;

const notFound = (): DomainError => new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });

/** @throws DomainError ACCESS.OUT_OF_SCOPE if the process does not exist or is outside the caller's scope. */
export async function findProcess(work: UnitOfWork, processId: string): Promise<ProcessView> {
  const row = await work.record<ProcessView>(`${SELECT_PROCESS} where p.id = $1`, [processId]);
  if (!row) throw notFound();
  return row;
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none. */
export async function findOffice(work: UnitOfWork, officeId: string): Promise<OfficeView> {
  const row = await work.record<OfficeView>(`${SELECT_OFFICE} where o.id = $1`, [officeId]);
  if (!row) throw notFound();
  return row;
}

interface PeriodRow extends Omit<CapturePeriod, 'opensAt' | 'closesAt'> {
  readonly ambito: 'local';
  readonly opensAt: string;
  readonly closesAt: string;
}

/** Every period of an office, or of all offices of a process. */
export async function findPeriods(
  work: UnitOfWork,
  by: { readonly officeId: string } | { readonly processId: string },
): Promise<(CapturePeriod & { readonly ambito: 'local' })[]> {
  const [column, value] = 'officeId' in by ? ['office_id', by.officeId] : ['process_id', by.processId];
  const rows = await work.sql<PeriodRow>(`${SELECT_PERIODS} where ${column} = $1 order by opens_at, id`, [value]);
  return rows.map(periodOf);
}

const periodOf = (row: PeriodRow): CapturePeriod & { readonly ambito: 'local' } => ({
  ...row,
  opensAt: new Date(row.opensAt),
  closesAt: new Date(row.closesAt),
});

const SELECT_PERIODS = `select id, office_id as "officeId", version, name, ambito, opens_at as "opensAt",
    closes_at as "closesAt", grace_hours as "graceHours", active
  from processes.capture_period`;

/** A row of the view `processes.published_office_periods`, to be checked with {@link OplKeyAnchors}. */
export interface PeriodsOfOffice {
  readonly processId: string;
  readonly practice: boolean;
  readonly office: string;
  readonly periods: readonly PublishedPeriodRow[];
}

interface PublishedPeriodRow extends PeriodRow {
  /** The intervals in which the period was inactive; the end is null while it still is inactive. */
  readonly inactive: readonly (readonly [from: string, until: string | null])[];
}

/** The columns of {@link PeriodsOfOffice}. */
export const PUBLISHED_PERIODS = 'process_id as "processId", practice, office, periods';

/** `until` is absent while the period is inactive. */
export interface InactiveInterval {
  readonly from: Date;
  readonly until?: Date;
}

/** The period in force of an office. */
export interface OfficePeriod extends CapturePeriod {
  readonly ambito: 'local';
  readonly graceEndsAt: Date;
  readonly inactive: readonly InactiveInterval[];
}

/**
 * The current period of an office, chosen by {@link periodInForce}.
 * @throws DomainError PROCESSES.PERIOD_MISSING if the office has no period.
 */
export function periodOfOffice(
  { office, periods }: Pick<PeriodsOfOffice, 'office' | 'periods'>,
  now: Date,
): OfficePeriod {
  const period = periodInForce(periods.map(publishedPeriodOf), now);
  if (!period) throw new DomainError('PROCESSES.PERIOD_MISSING', { kind: 'conflict', params: { office } });
  return { ...period, graceEndsAt: graceEndsAt(period) };
}

function publishedPeriodOf(row: PublishedPeriodRow): Omit<OfficePeriod, 'graceEndsAt'> {
  const inactive = row.inactive.map(([from, until]) => ({
    from: new Date(from),
    ...(until !== null && { until: new Date(until) }),
  }));
  return { ...periodOf(row), inactive };
}

/** Locks the process row until the transaction ends, so that changes to its calendar are serialised. */
export async function lockProcess(work: UnitOfWork, processId: string): Promise<void> {
  await work.sql(`select 1 from processes.process where id = $1 for update`, [processId]);
}

/**
 * The OPL publishes processes, offices and periods, so anyone may read them, except that an actor limited to an entidad
 * may read only those of that entidad.
 */
export function authorizePublished(work: UnitOfWork, entidad: string): void {
  const { scope } = work.actor;
  if ('entidad' in scope) work.authorize({ ...scope, entidad });
  else work.authorizeByProof();
}

/** Records that capture may open, unless it is recorded already (decisions 4 and 66). */
export async function allowOpening(work: UnitOfWork, processId: string, now: Date): Promise<void> {
  await work.sql('update processes.process set key_ready_at = $2 where id = $1 and key_ready_at is null', [
    processId,
    now,
  ]);
}
