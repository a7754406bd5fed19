import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeskVerdict } from '../domain/desk-verdict.js';
import type { Duplicate } from '../domain/duplicates.js';
import type { RegistryStatus } from '#electoral/roll';
import { DEFAULT_RULE_SET } from '../domain/class-rules.js';
import type { ReportedClass } from '../domain/reported-class.js';
import type { SupportReceived } from '../../intake/index.js';
import { classificationSql } from './class-sql.js';
import { findWithdrawnAspirants } from './withdrawn-aspirants.js';

/** A support without personal data. */
export interface SupportRecord {
  readonly id: string;
  readonly folio: string;
  readonly processId: string;
  readonly officeId: string;
  readonly aspirantId: string;
  readonly auxiliaryId: string | null;
  readonly entidad: string;
  readonly channel: 'app' | 'paper';
  /** Account of the official who captured it on paper; null if it came from a device. */
  readonly capturedBy: string | null;
  readonly receivedAt: Date;
  readonly integrityCode: string;
  readonly state: 'received' | 'verified' | 'quarantined' | 'unprocessable';
  readonly registryStatus: RegistryStatus;
  readonly electorKey: Buffer | null;
  readonly outOfPeriod: boolean;
  readonly inScope: boolean;
  readonly inExceptionRegime: boolean;
  readonly deskVerdict: DeskVerdict;
  readonly withdrawn: boolean;
  readonly duplicate: Duplicate | null;
  readonly assisted: boolean;
  readonly reportedClass: ReportedClass;
  readonly blobKey: string;
}

const COLUMNS = `id, folio, process_id as "processId", office_id as "officeId", aspirant_id as "aspirantId",
  auxiliary_id as "auxiliaryId", entidad, channel, captured_by as "capturedBy", received_at as "receivedAt", integrity_code as "integrityCode", state,
  registry_status as "registryStatus", elector_key as "electorKey", out_of_period as "outOfPeriod", in_scope as "inScope",
  in_exception_regime as "inExceptionRegime", desk_verdict as "deskVerdict", withdrawn, duplicate, assisted,
  reported_class as "reportedClass", blob_key as "blobKey"`;

/** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none, so that callers cannot probe for records of others. */
export async function findSupport(work: UnitOfWork, supportId: string, forUpdate = false): Promise<SupportRecord> {
  const row = await work.record<SupportRecord>(
    `select ${COLUMNS} from verification.support where id = $1 ${forUpdate ? 'for update' : ''}`,
    [supportId],
    { prepared: true },
  );
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return withDates(row);
}

/** Finds several supports, in no particular order; unknown ids are skipped. */
export async function findSupports(work: UnitOfWork, supportIds: readonly string[]): Promise<SupportRecord[]> {
  const rows = await work.sql<SupportRecord>(`select ${COLUMNS} from verification.support where id = any($1::uuid[])`, [
    supportIds,
  ]);
  return rows.map(withDates);
}

/**
 * Locks a support and its elector and reads the support. Call it before changing the support: locking the row before
 * the elector could deadlock.
 * @throws DomainError ACCESS.OUT_OF_SCOPE
 */
export async function lockSupportWithElector(work: UnitOfWork, supportId: string): Promise<SupportRecord> {
  await lockSupport(work, supportId);
  const { electorKey } = await findSupport(work, supportId);
  await lockElectors(work, [electorKey]);
  return findSupport(work, supportId, true);
}

/** Take this lock before the elector lock, if you change or depend on the elector of a support. */
export function lockSupport(work: UnitOfWork, supportId: string): Promise<void> {
  return lockSupports(work, [supportId]);
}

export async function lockSupports(work: UnitOfWork, supportIds: readonly string[]): Promise<void> {
  await work.lock(AdvisoryLock.Support, supportIds);
}

/** Take this lock before changing a support of an elector, so that concurrent changes are serialised. */
export async function lockElectors(work: UnitOfWork, electorKeys: readonly (Buffer | null)[]): Promise<void> {
  await work.lock(
    AdvisoryLock.Elector,
    electorKeys.flatMap((key) => (key ? [key.toString('hex')] : [])),
  );
}

/** A support from any channel. */
export type ReceivedSupport = SupportReceived['payload'];

/** Inserts supports with an initial class, so that the counts by class always add up to the supports received. */
export async function registerSupports(
  work: UnitOfWork,
  received: readonly ReceivedSupport[],
  at: Date,
): Promise<void> {
  const withdrawn = await findWithdrawnAspirants(
    work,
    received.map(({ aspirantId }) => aspirantId),
  );
  const rows = received.map((one) => ({
    id: one.supportId,
    folio: one.folio,
    process_id: one.processId,
    office_id: one.officeId,
    aspirant_id: one.aspirantId,
    auxiliary_id: one.auxiliaryId,
    // Older messages lack this field.
    channel: (one as Partial<typeof one>).channel ?? 'app',
    captured_by: one.capturedBy,
    entidad: one.entidad,
    received_at: one.receivedAt,
    integrity_code: one.integrityCode,
    blob_key: one.blobKey,
    // All intake flags concern the time of capture (decision 8).
    out_of_period: one.flags.length > 0,
    withdrawn: withdrawn.has(one.aspirantId),
  }));
  await work.sql(
    `insert into verification.support (id, folio, process_id, office_id, aspirant_id, auxiliary_id, channel, captured_by, entidad,
       received_at, integrity_code, blob_key, out_of_period, withdrawn, state, reported_class, rule_set)
     select *, 'received', 'en-procesamiento', $2 from jsonb_to_recordset($1::jsonb)
       as one (id uuid, folio text, process_id uuid, office_id uuid, aspirant_id uuid, auxiliary_id uuid, channel text,
         captured_by uuid, entidad text,
         received_at timestamptz, integrity_code text, blob_key text, out_of_period boolean,
         withdrawn boolean)`,
    [JSON.stringify(rows), DEFAULT_RULE_SET.version],
  );
  await work.sql(
    `insert into verification.class_move (support_id, from_class, to_class, rule_set, cause, at)
     select unnest($1::uuid[]), null, 'en-procesamiento', $2, 'received', $3`,
    [rows.map(({ id }) => id), DEFAULT_RULE_SET.version, at],
  );
  for (const one of received) countClass(work, one, 'en-procesamiento', 1);
}

export interface Reclassification {
  /** Supports whose facts changed. */
  readonly own: readonly Pick<SupportRecord, 'id' | 'processId' | 'officeId' | 'electorKey'>[];
  /** Previous electors of these supports, whose other supports are reclassified too. */
  readonly formerElectors?: readonly Pick<SupportRecord, 'processId' | 'officeId' | 'electorKey'>[];
  /** Cause in the history of `own`; the other supports get `duplicates`. */
  readonly cause: string;
  readonly at: Date;
}

interface ClassChangeCount extends Pick<SupportRecord, 'processId' | 'officeId' | 'aspirantId' | 'entidad'> {
  readonly from: ReportedClass;
  readonly to: ReportedClass;
  readonly supports: number;
}

/**
 * Recalculates duplicates, class, history and counters of supports and of all other supports of their electors, as one
 * set. Locks the electors. Change the facts of the supports before this call.
 */
export async function reclassify(
  work: UnitOfWork,
  { own, formerElectors = [], cause, at }: Reclassification,
): Promise<void> {
  const electors = [...own, ...formerElectors].filter(({ electorKey }) => electorKey !== null);
  await lockElectors(
    work,
    electors.map(({ electorKey }) => electorKey),
  );
  const changes = await work.sql<ClassChangeCount>(RECLASSIFY, [
    own.map(({ id }) => id),
    electors.map(({ processId }) => processId),
    electors.map(({ officeId }) => officeId),
    electors.map(({ electorKey }) => electorKey),
    DEFAULT_RULE_SET.version,
    cause,
    at,
  ]);
  for (const change of changes) {
    countClass(work, change, change.from, -change.supports);
    countClass(work, change, change.to, change.supports);
  }
}

const RECLASSIFY = `
  with touched as (
    select support.id from unnest($2::uuid[], $3::uuid[], $4::bytea[]) as elector (process_id, office_id, elector_key)
      join verification.support using (process_id, office_id, elector_key)
    union select unnest($1::uuid[])),
  classified as (${classificationSql('id in (select id from touched)')}),
  changed as (
    select * from classified where to_class <> reported_class or to_duplicate is distinct from duplicate or rule_set <> $5),
  updated as (
    update verification.support set reported_class = to_class, duplicate = to_duplicate, rule_set = $5
    from changed where support.id = changed.id),
  recorded as (
    insert into verification.class_move (support_id, from_class, to_class, rule_set, cause, at)
    select id, reported_class, to_class, $5, case when id = any($1::uuid[]) then $6 else 'duplicates' end, $7
    from changed where to_class <> reported_class order by id)
  select process_id as "processId", office_id as "officeId", aspirant_id as "aspirantId", entidad,
    reported_class as from, to_class as to, count(*)::int as supports
  from changed where to_class <> reported_class group by 1, 2, 3, 4, 5, 6`;

/** One counter per class and aspirant; together they add up to the supports received. */
function countClass(
  work: UnitOfWork,
  one: Pick<SupportRecord, 'processId' | 'officeId' | 'aspirantId' | 'entidad'>,
  reported: ReportedClass,
  delta: number,
): void {
  const { processId, officeId, aspirantId, entidad } = one;
  work.count('supports.reported', { processId, officeId, aspirantId, entidad, class: reported }, delta);
}

/** The driver returns timestamps as ISO 8601 text. */
function withDates(row: SupportRecord): SupportRecord {
  return { ...row, receivedAt: new Date(row.receivedAt) };
}
