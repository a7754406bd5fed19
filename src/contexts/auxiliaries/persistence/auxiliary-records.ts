import type { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import type { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { mailboxOf } from '#electoral/normalise';
import type { MailboxTable } from '../../aspirants/index.js';
import { personalContext, type Registration } from '../domain/registration.js';

export const AUXILIARY_STATUSES = ['registered', 'enrolled', 'discharged'] as const;
export type AuxiliaryStatus = (typeof AUXILIARY_STATUSES)[number];

/** An auxiliary as stored; `personal` is encrypted. */
export interface AuxiliaryRow {
  readonly id: string;
  readonly idAuxiliar: string;
  readonly processId: string;
  readonly officeId: string;
  readonly aspirantId: string;
  readonly entidad: string;
  readonly personal: Buffer;
  /** Starts at 1 and increases with each correction. */
  readonly version: number;
  readonly emailHash: Buffer;
  readonly claveHash: Buffer;
  readonly emailProvider: 'google' | 'facebook';
  readonly signInSubject: string | null;
  readonly status: AuxiliaryStatus;
  readonly inNominalList: boolean;
  /**
   * Starts at 1 and increases with each correction of the account. An enrolment is valid only for the version with
   * which it started.
   */
  readonly emailVersion: number;
  /** When an e-mail to the current address last bounced; ISO 8601, UTC. */
  readonly emailBouncedAt: string | null;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
}

export const AUXILIARY_COLUMNS = `id, id_auxiliar as "idAuxiliar", process_id as "processId", office_id as "officeId",
  aspirant_id as "aspirantId", entidad, version, personal, email_hash as "emailHash", clave_hash as "claveHash", email_provider as "emailProvider",
  sign_in_subject as "signInSubject", status, in_nominal_list as "inNominalList", email_version as "emailVersion",
  email_bounced_at as "emailBouncedAt", registered_at as "registeredAt"`;

/** @throws DomainError ACCESS.OUT_OF_SCOPE if there is none. */
export async function findAuxiliary(work: UnitOfWork, auxiliaryId: string, lock = false): Promise<AuxiliaryRow> {
  const row = await work.record<AuxiliaryRow>(
    `select ${AUXILIARY_COLUMNS} from auxiliaries.auxiliary where id = $1 ${lock ? 'for update' : ''}`,
    [auxiliaryId],
  );
  if (!row) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
  return row;
}

/** Decrypts the registration data. */
export async function openRegistration(
  cipher: FieldCipher,
  { id, personal }: Pick<AuxiliaryRow, 'id' | 'personal'>,
): Promise<Registration> {
  return JSON.parse(await cipher.decryptText(personal, personalContext(id))) as Registration;
}

/** Locks the id series of a process, so that two registrations with the same e-mail run one after the other. */
export async function lockIdSeries(work: UnitOfWork, processId: string): Promise<void> {
  await work.sql(
    `insert into auxiliaries.id_series (process_id, last_number) values ($1, 0)
     on conflict (process_id) do update set last_number = auxiliaries.id_series.last_number`,
    [processId],
  );
}

export interface StatusChange {
  readonly auxiliaryId: string;
  readonly from: AuxiliaryStatus | null;
  readonly to: AuxiliaryStatus;
  readonly at: Date;
  readonly reason?: string;
}

export async function recordStatusChange(work: UnitOfWork, change: StatusChange): Promise<void> {
  await work.sql(
    `insert into auxiliaries.status_move (auxiliary_id, from_status, to_status, actor_id, at, reason)
     values ($1, $2, $3, $4, $5, $6)`,
    [change.auxiliaryId, change.from, change.to, work.actor.id, change.at, change.reason ?? null],
  );
}

/** A discharged auxiliary's address may be registered again. */
export const AUXILIARY_MAILBOXES: MailboxTable = {
  name: 'auxiliaries.auxiliary',
  unique: `t.status <> 'discharged'`,
};

/** HMAC of the mailbox of an address, for lookups (docs/security/identifiers.md). */
export function emailHash(hash: KeyedHash, email: string): Promise<Buffer> {
  return hash.digest('auxiliaries.email', [mailboxOf(email)]);
}

/** HMAC of a normalised clave de elector. */
export function claveHash(hash: KeyedHash, claveElector: string): Promise<Buffer> {
  return hash.digest('auxiliaries.clave', [claveElector]);
}

/** {@link emailHash} of each person, in the same order. */
export function emailHashes(hash: KeyedHash, people: readonly { readonly email: string }[]): Promise<Buffer[]> {
  return hash.digestEach(
    'auxiliaries.email',
    people.map(({ email }) => [mailboxOf(email)]),
  );
}

/** {@link claveHash} of each person, in the same order. */
export function claveHashes(hash: KeyedHash, people: readonly { readonly claveElector: string }[]): Promise<Buffer[]> {
  return hash.digestEach(
    'auxiliaries.clave',
    people.map(({ claveElector }) => [claveElector]),
  );
}
