import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { randomId, randomToken } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { identitySchema, type SignInIdentity } from '../../accounts/index.js';
import {
  RequestAccountConfirmation,
  AUXILIARY_DUTIES,
  BindSignIn,
  GetDeviceHolder,
  type Duties,
} from '../../auxiliaries/index.js';
import { FindProcessByCode, requireOpenProcess } from '../../processes/index.js';
import { deviceAllowance, requireNotSuspended, type DeviceAllowance } from '../persistence/device-records.js';

const input = z.object({ identity: identitySchema, idProceso: z.string().max(40), idAuxiliar: z.string().max(60) });
const VALIDITY_MS = 30 * 60_000;

export interface EnrolmentChallenge {
  readonly enrolmentId: string;
  /** The device signs it with its new key, as part of the manifest. */
  readonly challenge: string;
  readonly processId: string;
  readonly processName: string;
  readonly auxiliaryId: string;
  /** The app does not accept it as the local password. */
  readonly auxiliaryName: string;
  readonly expiresAt: string;
  /** Devices that the auxiliary already has, for the warning of §7.6. */
  readonly devices: DeviceAllowance;
  /** The app shows them first; the auxiliary must accept them (§6.9). */
  readonly duties: Duties;
}

/** The enrolment did not start: the account must first be confirmed with the e-mailed link (decision 23). */
export interface ConfirmationPending {
  readonly pending: 'confirmation';
}

/**
 * First step of an enrolment (§7.2–7.3): the signed-in account and both ids must belong to one auxiliary. The first
 * sign-in binds the account; from then on no other account is accepted.
 * @throws DomainError AUXILIARIES.ENROLMENT_REFUSED, without revealing which value differs; AUXILIARIES.SUSPENDED;
 * AUXILIARIES.LOAD_ONLY_IN_PRACTICE for a load test ticket outside a practice process
 */
@CommandSpec({
  name: 'devices.begin-enrolment',
  permission: 'devices.enrol',
  input,
  noLegalDeadline: 'the sign-in ticket expires',
  heldBy: 'system',
})
export class BeginEnrolment extends KernelCommand<z.infer<typeof input>, EnrolmentChallenge | ConfirmationPending> {}

@CommandHandler(BeginEnrolment)
export class BeginEnrolmentHandler implements ICommandHandler<BeginEnrolment> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({
    input: { identity, idProceso, idAuxiliar },
  }: BeginEnrolment): Promise<EnrolmentChallenge | ConfirmationPending> {
    const { actor } = this.work;
    const process = await this.dispatcher.ask(actor, new FindProcessByCode({ idProceso }));
    if (!process) throw new DomainError('AUXILIARIES.ENROLMENT_REFUSED', { kind: 'forbidden' });
    const system = systemActor('devices');
    const bound = await this.dispatcher.run(system, new BindSignIn({ identity, processId: process.id, idAuxiliar }));
    if (identity.practiceOnly === true && !process.practice) {
      throw new DomainError('AUXILIARIES.LOAD_ONLY_IN_PRACTICE', { kind: 'forbidden' });
    }
    this.work.authorizeByProof();
    await requireOpenProcess(this.work, process.id);
    const { auxiliaryId, entidad, confirmed, emailVersion } = bound;
    await requireNotSuspended(this.work, auxiliaryId);
    if (!confirmed) {
      await this.dispatcher.run(system, new RequestAccountConfirmation({ auxiliaryId, subject: identity.subject }));
      return { pending: 'confirmation' };
    }
    const holder = await this.dispatcher.ask(system, new GetDeviceHolder({ auxiliaryId }));
    const enrolmentId = randomId();
    const challenge = randomToken();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + VALIDITY_MS);
    await this.work.sql(
      `insert into devices.enrolment (id, auxiliary_id, challenge, subject_digest, created_at, expires_at, email_version)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [enrolmentId, auxiliaryId, challenge, subjectDigest(identity), now, expiresAt, emailVersion],
    );
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: process.id, details: { enrolmentId } });
    return {
      enrolmentId,
      challenge,
      processId: process.id,
      processName: process.name,
      auxiliaryId,
      auxiliaryName: holder.displayName,
      expiresAt: expiresAt.toISOString(),
      devices: await deviceAllowance(this.work, auxiliaryId, entidad),
      duties: AUXILIARY_DUTIES,
    };
  }
}

/** Ties the second step to the account of the first. */
export function subjectDigest({ provider, subject }: SignInIdentity): Buffer {
  return sha256(JSON.stringify([provider, subject]));
}
