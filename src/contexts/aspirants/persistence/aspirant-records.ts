import { LockMode, UniqueConstraintViolationException, type EntityManager } from '@mikro-orm/postgresql';
import { DomainError, type Faults } from '../../../kernel/errors/domain-error.js';
import { searchText } from '../../../kernel/lists/search-text.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { Aspirant } from '../domain/aspirant.entity.js';
import type { AspirantStatus } from '../domain/aspirant-status.js';

/** An aspirant as other contexts and screens see it, without personal data except for the public name. */
export interface AspirantSummary {
  readonly id: string;
  readonly folio: string;
  readonly processId: string;
  readonly officeId: string;
  readonly entidad: string;
  readonly displayName: string;
  readonly emailProvider: 'google' | 'facebook';
  readonly status: AspirantStatus;
  /** Latest version of the data, the version last validated and the version last signed; 0 for none. */
  readonly version: number;
  readonly validatedVersion: number;
  readonly signedVersion: number;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  readonly confirmedAt: string | null;
}

export const SUMMARY_COLUMNS = `id, folio, process_id as "processId", office_id as "officeId", entidad,
  display_name as "displayName", email_provider as "emailProvider", status,
  version, validated_version as "validatedVersion", signed_version as "signedVersion",
  registered_at as "registeredAt", confirmed_at as "confirmedAt"`;

/**
 * Loads an aspirant and locks the row until the transaction ends.
 * @throws DomainError ACCESS.OUT_OF_SCOPE if it does not exist or is outside the caller's scope.
 */
export async function lockAspirant(em: EntityManager, aspirantId: string): Promise<Aspirant> {
  const aspirant = await em.findOne(Aspirant, { id: aspirantId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!aspirant) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return aspirant;
}

export interface UniqueData {
  readonly processId: string;
  /** The aspirant whose own data are not compared. */
  readonly aspirantId?: string;
  readonly emailHash: Buffer;
  readonly claveHash: Buffer;
}

/**
 * Adds ASPIRANTS.EMAIL_TAKEN and .CLAVE_TAKEN, so that a form shows them with its other errors. If two registrations
 * run concurrently, {@link saveAspirant} refuses the second.
 */
export async function checkNotTaken(
  work: UnitOfWork,
  { processId, aspirantId, emailHash, claveHash }: UniqueData,
  faults: Faults,
): Promise<void> {
  const [taken] = await work.sql<{ email: string | null; clave: string | null }>(
    `select min(folio) filter (where $2 in (email_hash, pending_email_hash)) as email,
       min(folio) filter (where clave_hash = $3) as clave
     from aspirants.aspirant
     where process_id = $1 and (email_hash = $2 or pending_email_hash = $2 or clave_hash = $3)
       and id is distinct from $4
       and status not in ('withdrawn', 'annulled')`,
    [processId, emailHash, claveHash, aspirantId ?? null],
  );
  const { email, clave } = taken ?? { email: null, clave: null };
  if (email !== null) {
    faults.add('ASPIRANTS.EMAIL_TAKEN', { kind: 'conflict', field: 'email', params: { folio: email } });
  }
  if (clave !== null) {
    faults.add('ASPIRANTS.CLAVE_TAKEN', { kind: 'conflict', field: 'claveElector', params: { folio: clave } });
  }
}

/** Whether another registration for the same office has the same name, ignoring accents and case. */
export async function hasNamesake(
  work: UnitOfWork,
  { id, officeId, displayName }: Pick<AspirantSummary, 'id' | 'officeId' | 'displayName'>,
): Promise<boolean> {
  const rows = await work.sql(
    `select 1 from aspirants.aspirant where office_id = $1 and id <> $2 and status not in ('withdrawn', 'annulled')
       and search_text = $3 || ' ' || replace(folio, '-', ' ') || ' ' || replace(folio, '-', '') limit 1`,
    [officeId, id, searchText(displayName)],
  );
  return rows.length > 0;
}

/**
 * Inserts or updates an aspirant.
 * @throws DomainError ASPIRANTS.EMAIL_TAKEN, ASPIRANTS.CLAVE_TAKEN
 */
export async function saveAspirant(em: EntityManager, aspirant: Aspirant): Promise<void> {
  try {
    await em.persist(aspirant).flush();
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw error.message.includes('aspirant_email_in_use')
      ? new DomainError('ASPIRANTS.EMAIL_TAKEN', { kind: 'conflict', field: 'email' })
      : new DomainError('ASPIRANTS.CLAVE_TAKEN', { kind: 'conflict', field: 'claveElector' });
  }
}

/** @throws DomainError ACCESS.OUT_OF_SCOPE if it does not exist or is outside the caller's scope. */
export async function findAspirant<Row extends AspirantSummary>(
  work: UnitOfWork,
  aspirantId: string,
  moreColumns = '',
): Promise<Row> {
  const row = await work.record<Row>(`select ${SUMMARY_COLUMNS} ${moreColumns} from aspirants.aspirant where id = $1`, [
    aspirantId,
  ]);
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return row;
}

/** The next number in the series of a process. Locks its row until the transaction ends, so that numbers are unique. */
export async function nextFolioNumber(work: UnitOfWork, processId: string): Promise<number> {
  const [row] = await work.sql<{ last_number: number }>(
    `insert into aspirants.folio_series as series (process_id, last_number) values ($1, 1)
     on conflict (process_id) do update set last_number = series.last_number + 1
     returning last_number`,
    [processId],
  );
  return row?.last_number ?? 1;
}

export interface StatusTransition {
  readonly aspirantId: string;
  readonly from: AspirantStatus | null;
  readonly to: AspirantStatus;
  readonly at: Date;
  readonly reason?: string;
}

export async function recordTransition(work: UnitOfWork, move: StatusTransition): Promise<void> {
  await work.sql(
    `insert into aspirants.status_move (aspirant_id, from_status, to_status, actor_id, at, reason)
     values ($1, $2, $3, $4, $5, $6)`,
    [move.aspirantId, move.from, move.to, work.actor.id, move.at, move.reason ?? null],
  );
}
