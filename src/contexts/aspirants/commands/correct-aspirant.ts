import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { electionYearOf, GetOffice, GetProcess, lockOfficesShared, requireOpenProcess } from '../../processes/index.js';
import type { Aspirant } from '../domain/aspirant.entity.js';
import {
  ACCESS_CHECKED,
  changesBetween,
  correctionContext,
  type FieldChange,
  type CorrectionContent,
} from '../domain/corrections.js';
import {
  checkAgainstOffice,
  checkAgainstProcess,
  checkRegistration,
  displayName,
  registrationSchema,
  type RegistrationWarning,
} from '../domain/registration.js';
import { addressInForce } from '../persistence/access.js';
import { checkNotTaken, lockAspirant, recordTransition, saveAspirant } from '../persistence/aspirant-records.js';
import { releaseMailbox } from '../mailbox-hashes.js';
import { ASPIRANT_MAILBOXES, claveHash, emailHash } from '../persistence/hashes.js';
import { decryptRegistration, encryptRegistration } from '../persistence/personal-data.js';
import { findTerritory } from '../persistence/territory.js';
import { saveWarnings, warningsAboutOthers } from '../persistence/warnings.js';

const input = registrationSchema.extend({
  aspirantId: z.uuid(),
  /** Version of the data on which the correction is based, for optimistic locking. */
  version: z.number().int(),
  officeId: z.uuid(),
  /** Required once the registration is confirmed. */
  reason: z.string().trim().max(500).default(''),
  /**
   * Whether the official confirmed the account with which a confirmed aspirant will sign in. A form first sends false,
   * and then asks. Other callers have no page on which to ask.
   */
  [ACCESS_CHECKED]: z.boolean().default(true),
});

export interface CorrectedAspirant {
  readonly version: number;
  readonly warnings: readonly RegistrationWarning[];
}

/**
 * Corrects a registration (§5.B–F). This creates a new version of the data, which must be validated and signed again.
 * The changes are stored encrypted. A confirmed registration stays confirmed, needs a reason, and cannot change its
 * office; its aspirant signs in with the former e-mail and provider until the sheet of the new version is signed. A
 * registration never moves to another process.
 * @throws DomainError those of {@link checkRegistration} and {@link checkAgainstProcess}; ASPIRANTS.REASON_MISSING,
 * .ACCESS_CHANGES, .NOTHING_CHANGED, .OFFICE_FIXED, .PROCESS_FIXED, .VERSION_CHANGED, .WITHDRAWN, .EMAIL_TAKEN,
 * .CLAVE_TAKEN
 */
@CommandSpec({
  name: 'aspirants.correct-aspirant',
  permission: 'aspirants.correct',
  input,
  collectsFaults: true,
  noLegalDeadline: 'the dates of the registration file must not be in the future',
})
export class CorrectAspirant extends KernelCommand<z.input<typeof input>, CorrectedAspirant> {}

@CommandHandler(CorrectAspirant)
export class CorrectAspirantHandler implements ICommandHandler<CorrectAspirant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: CorrectAspirant): Promise<CorrectedAspirant> {
    const { aspirantId, version, officeId, reason, accessChecked, ...registration } = command.input as z.infer<
      typeof input
    >;
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);
    aspirant.requireLatestVersion(version);
    const from = aspirant.status;
    const faults = this.work.faults();
    if (from === 'confirmed' && reason === '') {
      faults.add('ASPIRANTS.REASON_MISSING', { kind: 'invalid', field: 'reason' });
    }
    const at = this.clock.now();
    const territory = await findTerritory(this.dispatcher, this.work.actor, registration);
    const { data, warnings: dataWarnings } = checkRegistration(registration, territory, centralDay(at), faults);
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId: aspirant.processId }));
    const warningsSoFar = [...dataWarnings, ...checkAgainstProcess(data, electionYearOf(process.idProceso), faults)];
    const officeChange = faults.has('officeId')
      ? []
      : await faults.collect(() => this.#officeChange(aspirant, officeId));
    const hashes = {
      emailHash: await emailHash(this.hash, data.email),
      claveHash: await claveHash(this.hash, data.claveElector),
    };
    await checkNotTaken(this.work, { processId: aspirant.processId, aspirantId, ...hashes }, faults);
    const before = await decryptRegistration(this.cipher, aspirant);
    const inForce = await addressInForce(this.work, this.cipher, aspirant, before.email);
    const isOtherAccount = data.email !== inForce || data.emailProvider !== aspirant.emailProvider;
    if (from === 'confirmed' && isOtherAccount && !accessChecked && !faults.has('email', 'emailProvider')) {
      faults.add('ASPIRANTS.ACCESS_CHANGES', { kind: 'invalid', field: ACCESS_CHECKED });
    }
    faults.throwIfAny();
    const changes = [...(officeChange ?? []), ...changesBetween(before, data)];
    if (changes.length === 0) throw new DomainError('ASPIRANTS.NOTHING_CHANGED', { kind: 'conflict' });

    const { processId, emailHash: formerHash } = aspirant;
    const correctionId = randomId();
    // If a correction is already pending, it is the one that replaced the address in force.
    const changedBy = before.email === inForce ? correctionId : aspirant.pendingCorrectionId;
    aspirant.correct({
      officeId,
      displayName: displayName(data),
      personal: await encryptRegistration(this.cipher, aspirantId, data),
      ...hashes,
      emailProvider: data.emailProvider,
      pendingCorrectionId: isOtherAccount ? changedBy : null,
    });
    await saveAspirant(this.em, aspirant);
    await releaseMailbox(this.work, ASPIRANT_MAILBOXES, { processId, emailHash: formerHash });
    const office = await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId }));
    const warnings = [
      ...warningsSoFar,
      ...checkAgainstOffice(data, office),
      ...(await warningsAboutOthers(this.work, aspirant, hashes)),
    ];
    await saveWarnings(this.work, aspirant, { warnings, at });
    await this.#saveCorrection(aspirant, { id: correctionId, reason, changes }, at);
    if (from !== aspirant.status) await recordTransition(this.work, { aspirantId, from, to: aspirant.status, at });
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { version: aspirant.version, fields: changes.map(({ field }) => field).join(',') },
      reason,
    });
    return { version: aspirant.version, warnings };
  }

  /** @throws DomainError ASPIRANTS.OFFICE_FIXED, ASPIRANTS.PROCESS_FIXED */
  async #officeChange(aspirant: Aspirant, officeId: string): Promise<FieldChange[]> {
    if (officeId === aspirant.officeId) return [];
    const field = 'officeId';
    if (aspirant.status === 'confirmed') throw new DomainError('ASPIRANTS.OFFICE_FIXED', { kind: 'conflict', field });
    await lockOfficesShared(this.work, aspirant.processId);
    const to = await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId }));
    if (to.processId !== aspirant.processId) {
      throw new DomainError('ASPIRANTS.PROCESS_FIXED', { kind: 'conflict', field });
    }
    const before = await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId: aspirant.officeId }));
    return [{ field: 'office', from: before.name, to: to.name }];
  }

  async #saveCorrection(
    aspirant: Aspirant,
    { id, ...content }: CorrectionContent & { readonly id: string },
    at: Date,
  ): Promise<void> {
    await this.work.sql(
      `insert into aspirants.correction (id, aspirant_id, version, changes, actor_id, at) values ($1, $2, $3, $4, $5, $6)`,
      [
        ...[id, aspirant.id, aspirant.version],
        ...[await this.cipher.encrypt(JSON.stringify(content), correctionContext(id)), this.work.actor.id, at],
      ],
    );
  }
}
