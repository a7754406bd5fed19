import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { randomId, randomToken } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { FindProcessByCode } from '../../processes/index.js';
import { AUXILIARY_DUTIES, type Duties } from '../domain/duties/index.js';
import { normaliseAuxiliaryId } from '../domain/auxiliary-id.js';
import { AccountConfirmationDue } from '../events/account-confirmation-due.js';
import { recordConfirmation } from '../persistence/account-confirmations.js';
import { AUXILIARY_COLUMNS, emailHash, type AuxiliaryRow } from '../persistence/auxiliary-records.js';
import { devicesHeld, requireNotSuspended, type DevicesHeld } from '../persistence/device-records.js';
import { identitySchema, type SignInIdentity } from '../sign-in-tickets.js';

const input = z.object({ identity: identitySchema, idProceso: z.string().max(40), idAuxiliar: z.string().max(60) });
const LIFE = 30 * 60_000;

export interface BegunEnrolment {
  readonly enrolmentId: string;
  /** To be signed by the device's new key, within the manifest. */
  readonly challenge: string;
  readonly processId: string;
  readonly processName: string;
  readonly auxiliaryId: string;
  readonly expiresAt: string;
  /** What this auxiliary has already, for the warning of §7.6. */
  readonly devices: DevicesHeld;
  /** To be shown, and accepted, before the rest (§6.9). */
  readonly duties: Duties;
}

/** Nothing was begun: the account has first to be confirmed by the link that was mailed (decision 23). */
export interface AwaitsConfirmation {
  readonly awaits: 'confirmation';
}

/**
 * First step of a device's enrolment (§7.2–7.3): the signed-in account and both ids must be of one auxiliary.
 * The account is bound at its first sign-in; later neither its e-mail nor another account opens the way.
 * Refuses with AUXILIARIES.ENROLMENT_REFUSED, without saying which of them differs, with AUXILIARIES.SUSPENDED, and a ticket
 * for a load test with AUXILIARIES.LOAD_ONLY_IN_PRACTICE outside of a practice process.
 */
@CommandSpec({ name: 'auxiliaries.begin-enrolment', permission: 'auxiliaries.enrol', input })
export class BeginEnrolment extends KernelCommand<z.infer<typeof input>, BegunEnrolment | AwaitsConfirmation> {}

@CommandHandler(BeginEnrolment)
export class BeginEnrolmentHandler implements ICommandHandler<BeginEnrolment> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({
    input: { identity, idProceso, idAuxiliar },
  }: BeginEnrolment): Promise<BegunEnrolment | AwaitsConfirmation> {
    const process = await this.dispatcher.ask(this.work.actor, new FindProcessByCode({ idProceso }));
    const [auxiliary] = await this.work.sql<AuxiliaryRow>(
      `select ${AUXILIARY_COLUMNS} from auxiliaries.auxiliary where id_auxiliar = $1 for update`,
      [normaliseAuxiliaryId(idAuxiliar)],
    );
    const standing = auxiliary && (await this.#standing(auxiliary, identity));
    if (!process || auxiliary?.processId !== process.id || !standing || standing === 'stranger') {
      throw new DomainError('AUXILIARIES.ENROLMENT_REFUSED', { kind: 'forbidden' });
    }
    if (identity.practiceOnly === true && !process.practice) {
      throw new DomainError('AUXILIARIES.LOAD_ONLY_IN_PRACTICE', { kind: 'forbidden' });
    }
    this.work.authorizeByProof();
    await requireNotSuspended(this.work, auxiliary.id);
    if (standing === 'unconfirmed') {
      await this.#askToConfirm(auxiliary, identity.subject);
      return { awaits: 'confirmation' };
    }
    await this.work.sql('update auxiliaries.auxiliary set sign_in_subject = $2 where id = $1', [
      auxiliary.id,
      identity.subject,
    ]);
    const enrolmentId = randomId();
    const challenge = randomToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LIFE);
    await this.work.sql(
      `insert into auxiliaries.enrolment (id, auxiliary_id, challenge, subject_digest, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [enrolmentId, auxiliary.id, challenge, subjectDigest(identity), now, expiresAt],
    );
    this.work.audit({ subject: ['auxiliary', auxiliary.id], stream: process.id, details: { enrolmentId } });
    return {
      enrolmentId,
      challenge,
      processId: process.id,
      processName: process.name,
      auxiliaryId: auxiliary.id,
      expiresAt: expiresAt.toISOString(),
      devices: await devicesHeld(this.work, auxiliary),
      duties: AUXILIARY_DUTIES,
    };
  }

  async #standing(
    auxiliary: AuxiliaryRow,
    { provider, subject, email }: SignInIdentity,
  ): Promise<'holder' | 'unconfirmed' | 'stranger'> {
    if (auxiliary.status === 'discharged' || auxiliary.emailProvider !== provider) return 'stranger';
    if (auxiliary.signInSubject !== null) return auxiliary.signInSubject === subject ? 'holder' : 'stranger';
    if (email === undefined) return 'unconfirmed';
    return auxiliary.emailHash.equals(await emailHash(this.hash, email)) ? 'holder' : 'stranger';
  }

  /** The link goes to the registered address, whoever asks, and so seldom that nobody's mailbox is filled by it. */
  async #askToConfirm({ id: auxiliaryId, processId }: AuxiliaryRow, subject: string): Promise<void> {
    const confirmationId = await recordConfirmation(this.work, { auxiliaryId, subject, now: this.clock.now() });
    if (confirmationId !== undefined) this.work.publish(new AccountConfirmationDue({ confirmationId }));
    const details = { confirmation: confirmationId ?? 'asked before' };
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details });
  }
}

/** Binds the second step to the account of the first. */
export function subjectDigest({ provider, subject }: SignInIdentity): Buffer {
  return sha256(JSON.stringify([provider, subject]));
}
