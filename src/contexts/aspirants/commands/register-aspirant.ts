import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { electionYearOf, GetOffice, GetProcess, lockOfficesShared, requireOpenProcess } from '../../processes/index.js';
import { composeAspirantFolio } from '../domain/aspirant-folio.js';
import { Aspirant } from '../domain/aspirant.entity.js';
import {
  checkAgainstOffice,
  checkAgainstProcess,
  checkRegistration,
  displayName,
  registrationSchema,
  type RegistrationWarning,
} from '../domain/registration.js';
import { claveHash, emailHash } from '../persistence/hashes.js';
import { checkNotTaken, nextFolioNumber, recordTransition, saveAspirant } from '../persistence/aspirant-records.js';
import { renderEmblem } from '../emblem/render-emblem.js';
import { saveEmblem } from '../persistence/emblems.js';
import { encryptRegistration } from '../persistence/personal-data.js';
import { findTerritory } from '../persistence/territory.js';
import { saveWarnings, warningsAboutOthers } from '../persistence/warnings.js';

const input = registrationSchema.extend({
  officeId: z.uuid(),
  /** PNG, JPEG or SVG (§5.E). */
  emblema: z.instanceof(Uint8Array).optional(),
});

export interface RegisteredAspirant {
  readonly aspirantId: string;
  readonly folio: string;
  /** Stored, and acknowledged at validation; they do not block the registration. */
  readonly warnings: readonly RegistrationWarning[];
}

/**
 * Registers an aspirant as a draft, to be validated later (§5.B–E).
 * @throws DomainError the errors of {@link checkRegistration}, {@link checkAgainstProcess} and {@link renderEmblem}, and
 * ASPIRANTS.EMAIL_TAKEN, .CLAVE_TAKEN (both unique within the process)
 */
@CommandSpec({
  name: 'aspirants.register-aspirant',
  permission: 'aspirants.register',
  input,
  collectsFaults: true,
  noLegalDeadline: 'the dates of the registration file must not be in the future',
})
export class RegisterAspirant extends KernelCommand<z.input<typeof input>, RegisteredAspirant> {}

@CommandHandler(RegisterAspirant)
export class RegisterAspirantHandler implements ICommandHandler<RegisterAspirant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: RegisterAspirant): Promise<RegisteredAspirant> {
    const { officeId, emblema, ...registration } = command.input as z.infer<typeof input>;
    const faults = this.work.faults();
    const registeredAt = this.clock.now();
    const territory = await findTerritory(this.dispatcher, this.work.actor, registration);
    const { data, warnings: dataWarnings } = checkRegistration(
      registration,
      territory,
      centralDay(registeredAt),
      faults,
    );
    const emblem = emblema && (await faults.collect(() => renderEmblem(emblema, 'emblema')));
    // Without an office there is no process in which the scope and other registrations could be checked.
    if (faults.has('officeId')) faults.throwIfAny();
    const office = await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId }));
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId: office.processId }));
    this.work.authorize({ entidad: process.entidad });
    await requireOpenProcess(this.work, process.id);
    await lockOfficesShared(this.work, process.id);
    // It may have been removed before this transaction held the lock.
    await this.dispatcher.ask(this.work.actor, new GetOffice({ officeId }));
    const warningsSoFar = [
      ...dataWarnings,
      ...checkAgainstProcess(data, electionYearOf(process.idProceso), faults),
      ...checkAgainstOffice(data, office),
    ];
    const hashes = {
      emailHash: await emailHash(this.hash, data.email),
      claveHash: await claveHash(this.hash, data.claveElector),
    };
    await checkNotTaken(this.work, { processId: process.id, ...hashes }, faults);
    faults.throwIfAny();

    const id = randomId();
    const aspirant = new Aspirant({
      id,
      folio: composeAspirantFolio(process.idProceso, await nextFolioNumber(this.work, process.id)),
      processId: process.id,
      officeId,
      entidad: process.entidad,
      displayName: displayName(data),
      personal: await encryptRegistration(this.cipher, id, data),
      ...hashes,
      emailProvider: data.emailProvider,
      registeredAt,
    });
    await saveAspirant(this.em, aspirant);
    const warnings = [...warningsSoFar, ...(await warningsAboutOthers(this.work, aspirant, hashes))];
    await saveWarnings(this.work, aspirant, { warnings, at: aspirant.registeredAt });
    if (emblem) await saveEmblem(this.work, this.clock, id, emblem);
    await recordTransition(this.work, { aspirantId: id, from: null, to: 'draft', at: aspirant.registeredAt });
    this.work.audit({ subject: ['aspirant', id], stream: process.id, details: { folio: aspirant.folio } });
    return { aspirantId: id, folio: aspirant.folio, warnings };
  }
}
