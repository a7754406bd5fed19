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

/** A support as verification holds it, without anything personal. */
export interface SupportRecord {
  readonly id: string;
  readonly folio: string;
  readonly processId: string;
  readonly officeId: string;
  readonly aspirantId: string;
  readonly auxiliaryId: string | null;
  readonly entidad: string;
  readonly channel: 'app' | 'paper';
  /** The official's account that captured it on paper; null: it came from a device. */
  readonly capturedBy: string | null;
  readonly receivedAt: Date;
  readonly integrityCode: string;
  readonly state: 'received' | 'verified' | 'quarantined';
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

/** @throws DomainError ACCESS.OUT_OF_SCOPE when there is none: what is not there looks like what is not yours. */
export async function findSupport(work: UnitOfWork, supportId: string, forUpdate = false): Promise<SupportRecord> {
  const row = await work.record<SupportRecord>(
    `select ${COLUMNS} from verification.support where id = $1 ${forUpdate ? 'for update' : ''}`,
    [supportId],
  );
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return withDate(row);
}

/** The same of many, in no particular order; who is not there is left out. */
export async function findSupports(work: UnitOfWork, supportIds: readonly string[]): Promise<SupportRecord[]> {
  const rows = await work.sql<SupportRecord>(`select ${COLUMNS} from verification.support where id = any($1::uuid[])`, [
    supportIds,
  ]);
  return rows.map(withDate);
}

/**
 * A support, read once nobody else changes it or its elector's. To be called before the support is changed: who holds
 * its row and then waits for the elector would wait for who holds the elector and waits for the row.
 * @throws DomainError ACCESS.OUT_OF_SCOPE
 */
export async function lockSupportWithElector(work: UnitOfWork, supportId: string): Promise<SupportRecord> {
  await lockSupport(work, supportId);
  const { electorKey } = await findSupport(work, supportId);
  await lockElectors(work, [electorKey]);
  return findSupport(work, supportId, true);
}

/** Taken before the elector's lock by whoever may change which elector a support belongs to, or judges by it. */
export function lockSupport(work: UnitOfWork, supportId: string): Promise<void> {
  return lockSupports(work, [supportId]);
}

/** The same of many. */
export async function lockSupports(work: UnitOfWork, supportIds: readonly string[]): Promise<void> {
  await work.lock(AdvisoryLock.Support, supportIds);
}

/** Whoever changes a support of an elector waits here first: two that arrive at once are judged one after the other. */
export async function lockElectors(work: UnitOfWork, electorKeys: readonly (Buffer | null)[]): Promise<void> {
  await work.lock(
    AdvisoryLock.Elector,
    electorKeys.flatMap((key) => (key ? [key.toString('hex')] : [])),
  );
}

/** A support of any channel, as verification takes it. */
export type ReceivedSupport = SupportReceived['payload'];

/** From its first moment a support has a class, so that the classes sum to what was received. */
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
    // A message of before does not say.
    channel: (one as Partial<typeof one>).channel ?? 'app',
    captured_by: one.capturedBy,
    entidad: one.entidad,
    received_at: one.receivedAt,
    integrity_code: one.integrityCode,
    blob_key: one.blobKey,
    // What intake flags is about the instant of capture alone (decision 8).
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
  /** Supports whose facts have changed. */
  readonly own: readonly Pick<SupportRecord, 'id' | 'processId' | 'officeId' | 'electorKey'>[];
  /** Electors whom one of them has left: they are judged as well. */
  readonly left?: readonly Pick<SupportRecord, 'processId' | 'officeId' | 'electorKey'>[];
  /** Why, in the history of the supports whose facts have changed; of the others it is their duplicates. */
  readonly cause: string;
  readonly at: Date;
}

interface Moves extends Pick<SupportRecord, 'processId' | 'officeId' | 'aspirantId' | 'entidad'> {
  readonly from: ReportedClass;
  readonly to: ReportedClass;
  readonly supports: number;
}

/**
 * Judges supports, and with them every other one of their electors, anew as one set: duplicates, class, history and
 * figures. Their electors are locked here; who changes facts by which electors are judged does so before.
 */
export async function reclassify(work: UnitOfWork, { own, left = [], cause, at }: Reclassification): Promise<void> {
  const electors = [...own, ...left].filter(({ electorKey }) => electorKey !== null);
  await lockElectors(
    work,
    electors.map(({ electorKey }) => electorKey),
  );
  const moves = await work.sql<Moves>(RECLASSIFY, [
    own.map(({ id }) => id),
    electors.map(({ processId }) => processId),
    electors.map(({ officeId }) => officeId),
    electors.map(({ electorKey }) => electorKey),
    DEFAULT_RULE_SET.version,
    cause,
    at,
  ]);
  for (const move of moves) {
    countClass(work, move, move.from, -move.supports);
    countClass(work, move, move.to, move.supports);
  }
}

const RECLASSIFY = `
  with touched as (
    select support.id from unnest($2::uuid[], $3::uuid[], $4::bytea[]) as elector (process_id, office_id, elector_key)
      join verification.support using (process_id, office_id, elector_key)
    union select unnest($1::uuid[])),
  judged as (${classificationSql('id in (select id from touched)')}),
  changed as (
    select * from judged where to_class <> reported_class or to_duplicate is distinct from duplicate or rule_set <> $5),
  updated as (
    update verification.support set reported_class = to_class, duplicate = to_duplicate, rule_set = $5
    from changed where support.id = changed.id),
  noted as (
    insert into verification.class_move (support_id, from_class, to_class, rule_set, cause, at)
    select id, reported_class, to_class, $5, case when id = any($1::uuid[]) then $6 else 'duplicates' end, $7
    from changed where to_class <> reported_class order by id)
  select process_id as "processId", office_id as "officeId", aspirant_id as "aspirantId", entidad,
    reported_class as from, to_class as to, count(*)::int as supports
  from changed where to_class <> reported_class group by 1, 2, 3, 4, 5, 6`;

/** One figure per class and aspirant; their sum is the supports received. */
function countClass(
  work: UnitOfWork,
  one: Pick<SupportRecord, 'processId' | 'officeId' | 'aspirantId' | 'entidad'>,
  reported: ReportedClass,
  delta: number,
): void {
  const { processId, officeId, aspirantId, entidad } = one;
  work.count('supports.reported', { processId, officeId, aspirantId, entidad, class: reported }, delta);
}

/** SQL answers the instant as ISO 8601 text. */
function withDate(row: SupportRecord): SupportRecord {
  return { ...row, receivedAt: new Date(row.receivedAt) };
}
