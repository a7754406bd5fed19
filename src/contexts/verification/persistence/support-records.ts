import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DeskVerdict } from '../domain/desk-verdict.js';
import { markDuplicates, type Duplicate } from '../domain/duplicates.js';
import type { RegistryStatus } from '../domain/registry-status.js';
import {
  DEFAULT_PRECEDENCE,
  mayCount,
  reportedClass,
  type ReportedClass,
  type SupportFacts,
} from '../domain/reported-class.js';

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
  readonly manifestDigest: string;
}

const COLUMNS = `id, folio, process_id as "processId", office_id as "officeId", aspirant_id as "aspirantId",
  auxiliary_id as "auxiliaryId", entidad, channel, to_json(received_at) #>> '{}' as "receivedAt", integrity_code as "integrityCode", state,
  registry_status as "registryStatus", elector_key as "electorKey", out_of_period as "outOfPeriod", in_scope as "inScope",
  in_exception_regime as "inExceptionRegime", desk_verdict as "deskVerdict", withdrawn, duplicate, assisted,
  reported_class as "reportedClass", blob_key as "blobKey", manifest_digest as "manifestDigest"`;

/** @throws DomainError ACCESS.OUT_OF_SCOPE when there is none: what is not there looks like what is not yours. */
export async function findSupport(work: UnitOfWork, supportId: string, forUpdate = false): Promise<SupportRecord> {
  const [row] = await work.sql<SupportRecord>(
    `select ${COLUMNS} from verification.support where id = $1 ${forUpdate ? 'for update' : ''}`,
    [supportId],
  );
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return withDate(row);
}

/**
 * Every support of one elector for one office, locked. Whoever changes one of them first takes the elector's lock,
 * so that two that arrive at once are judged one after the other.
 */
export async function lockElector(
  work: UnitOfWork,
  one: Pick<SupportRecord, 'processId' | 'officeId'>,
  electorKey: Buffer,
): Promise<SupportRecord[]> {
  await waitForElectors(work, [electorKey]);
  const rows = await work.sql<SupportRecord>(
    `select ${COLUMNS} from verification.support
     where process_id = $1 and office_id = $2 and elector_key = $3 order by id for update`,
    [one.processId, one.officeId, electorKey],
  );
  return rows.map(withDate);
}

/**
 * A support, read once nobody else changes it or its elector's. To be called before the support is changed: who holds
 * its row and then waits for the elector would wait for who holds the elector and waits for the row.
 * @throws DomainError ACCESS.OUT_OF_SCOPE
 */
export async function findWithElector(work: UnitOfWork, supportId: string): Promise<SupportRecord> {
  await lockSupport(work, supportId);
  const { electorKey } = await findSupport(work, supportId);
  await waitForElectors(work, [electorKey]);
  return findSupport(work, supportId, true);
}

/** Taken before the elector's lock by whoever may change which elector a support belongs to, or judges by it. */
export async function lockSupport(work: UnitOfWork, supportId: string): Promise<void> {
  await work.sql(`select pg_advisory_xact_lock(hashtextextended($1, 62))`, [supportId]);
}

/** Of several electors always in the same order, so that two who need the same ones never wait for each other. */
export async function waitForElectors(work: UnitOfWork, electorKeys: readonly (Buffer | null)[]): Promise<void> {
  const keys = electorKeys.flatMap((key) => (key ? [key.toString('hex')] : [])).sort();
  for (const key of keys) await work.sql(`select pg_advisory_xact_lock(hashtextextended($1, 60))`, [key]);
}

/** Judges the duplicates of a support's elector anew and moves every class that changes with them. */
export async function reclassify(
  work: UnitOfWork,
  support: SupportRecord,
  cause: string,
  at: Date,
): Promise<ReportedClass> {
  const group = support.electorKey ? await lockElector(work, support, support.electorKey) : [support];
  return (await judge(work, group, { own: support.id, cause, at })).get(support.id) ?? support.reportedClass;
}

/** Judges anew those whom a support has left that now belongs to another elector, or to none. */
export async function reclassifyLeft(
  work: UnitOfWork,
  one: Pick<SupportRecord, 'processId' | 'officeId'>,
  electorKey: Buffer,
  at: Date,
): Promise<void> {
  await judge(work, await lockElector(work, one, electorKey), { own: '', cause: 'duplicates', at });
}

async function judge(
  work: UnitOfWork,
  group: readonly SupportRecord[],
  { own, cause, at }: { readonly own: string; readonly cause: string; readonly at: Date },
): Promise<ReadonlyMap<string, ReportedClass>> {
  const marks = markDuplicates(group.map((one) => ({ ...one, supportId: one.id, mayCount: mayCount(factsOf(one)) })));
  const classes = new Map<string, ReportedClass>();
  for (const one of group) {
    const duplicate = marks.get(one.id) ?? null;
    const to = reportedClass({ ...factsOf(one), duplicate: duplicate ?? undefined });
    classes.set(one.id, to);
    if (to !== one.reportedClass || duplicate !== one.duplicate) {
      await moveClass(work, one, { to, duplicate, cause: one.id === own ? cause : 'duplicates', at });
    }
  }
  return classes;
}

interface ClassMove {
  readonly to: ReportedClass;
  readonly duplicate: Duplicate | null;
  readonly cause: string;
  readonly at: Date;
}

async function moveClass(work: UnitOfWork, one: SupportRecord, { to, duplicate, cause, at }: ClassMove): Promise<void> {
  await work.sql(`update verification.support set reported_class = $2, duplicate = $3 where id = $1`, [
    one.id,
    to,
    duplicate,
  ]);
  if (to === one.reportedClass) return;
  await recordClass(work, one, one.reportedClass, { to, cause, at });
  countClass(work, one, one.reportedClass, -1);
  countClass(work, one, to, 1);
}

export async function recordClass(
  work: UnitOfWork,
  one: { readonly id: string },
  from: ReportedClass | null,
  { to, cause, at }: Omit<ClassMove, 'duplicate'>,
): Promise<void> {
  await work.sql(
    `insert into verification.class_move (support_id, from_class, to_class, precedence_version, cause, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [one.id, from, to, DEFAULT_PRECEDENCE.version, cause, at],
  );
}

/** One figure per class and aspirant; their sum is the supports received. */
export function countClass(
  work: UnitOfWork,
  one: Pick<SupportRecord, 'processId' | 'officeId' | 'aspirantId' | 'entidad'>,
  reported: ReportedClass,
  delta: 1 | -1,
): void {
  const { processId, officeId, aspirantId, entidad } = one;
  work.count('supports.reported', { processId, officeId, aspirantId, entidad, class: reported }, delta);
}

function factsOf(one: SupportRecord): SupportFacts {
  return { ...one, duplicate: one.duplicate ?? undefined };
}

/** SQL answers the instant as ISO 8601 text. */
function withDate(row: SupportRecord): SupportRecord {
  return { ...row, receivedAt: new Date(row.receivedAt) };
}
