import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError, type Faults } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AuxiliaryRegister, type RegisterMatch, type RegisteredAuxiliary } from '../auxiliary-register.js';
import { loadAspirantContext, requireCanRegister, type AspirantContext } from '../aspirant-context.js';
import { addDoubts, doubtsAmong } from '../domain/doubts.js';
import { checkRegistration, registrationSchema, warningsRead } from '../domain/registration.js';
import { PadronCheck } from '../padron-check.js';
import { lockIdSeries } from '../persistence/auxiliary-records.js';

const input = registrationSchema.extend({ aspirantId: z.uuid(), warningsRead });

/**
 * A confirmed aspirant authorises an auxiliary (§6.4).
 * @throws DomainError the errors of {@link requireCanRegister}, {@link checkRegistration} and {@link addDoubts};
 * AUXILIARIES.NOT_VALIDATED, without the cause, if the person is not in the padrón; AUXILIARIES.OTHER_ASPIRANT, with the
 * same text, if they help another aspirant and the OPL forbids it; AUXILIARIES.EMAIL_TAKEN and AUXILIARIES.CLAVE_TAKEN
 * within the aspirant's list; AUXILIARIES.EMAIL_OF_ASPIRANT; AUXILIARIES.PERSON_SUSPENDED
 */
@CommandSpec({
  name: 'auxiliaries.register-auxiliary',
  permission: 'auxiliaries.register',
  input,
  collectsFaults: true,
  noLegalDeadline: 'requires 18 years of age today; limits roll queries per day',
})
export class RegisterAuxiliary extends KernelCommand<z.input<typeof input>, RegisteredAuxiliary> {}

@CommandHandler(RegisterAuxiliary)
export class RegisterAuxiliaryHandler implements ICommandHandler<RegisterAuxiliary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly padron: PadronCheck,
    private readonly register: AuxiliaryRegister,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: RegisterAuxiliary): Promise<RegisteredAuxiliary> {
    const { aspirantId, warningsRead: read, ...registration } = command.input as z.infer<typeof input>;
    const context = await loadAspirantContext(this.dispatcher, aspirantId);
    this.work.authorize({ entidad: context.entidad, aspirantId });
    await requireCanRegister(this.work, context);
    const faults = this.work.faults();
    const { data, warnings } = checkRegistration(registration, this.clock.now(), faults);
    const candidates = await this.register.candidates([data]);
    const [known] = await this.register.matchesFor(context, candidates);
    addTaken(known, faults);
    if (!read) addDoubts(warnings, faults);
    faults.throwIfAny();

    // The padrón is queried last: its refusal must not be mixed with other errors, and each query counts towards the
    // daily limit.
    const inNominalList = await this.#searchRoll(data.claveElector, context);
    // Thrown after the padrón query, so that neither text nor timing distinguishes the two refusals (decision 28).
    requireNoOtherAspirant(known);
    const [candidate] = await this.register.prepare(candidates);
    if (!candidate) throw new Error('no candidate');
    await lockIdSeries(this.work, context.processId);
    const [match] = await this.register.matchesFor(context, [candidate]);
    addTaken(match, faults);
    faults.throwIfAny();
    requireNoOtherAspirant(match);
    const { helpsOtherAspirant = false, sharesMailbox = false } = match ?? {};
    const ready = { ...candidate, inNominalList, helpsOtherAspirant, sharesMailbox };
    const [registered] = await this.register.register(context, [ready], { warnings: doubtsAmong(warnings).length });
    if (!registered) throw new Error('the registration returned no auxiliary');
    return registered;
  }

  /** @returns whether the person is in the lista nominal. */
  async #searchRoll(clave: string, { aspirantId, entidad }: AspirantContext): Promise<boolean> {
    const roll = await this.padron.statusOf(clave, { id: aspirantId, entidad });
    if (!roll.inPadron) throw new DomainError('AUXILIARIES.NOT_VALIDATED', { kind: 'invalid', field: 'claveElector' });
    return roll.inNominalList;
  }
}

/** Thrown alone, like a refusal of the padrón. */
function requireNoOtherAspirant(match: RegisterMatch | undefined): void {
  if (match?.faults.some(({ code }) => code === 'AUXILIARIES.OTHER_ASPIRANT')) {
    throw new DomainError('AUXILIARIES.OTHER_ASPIRANT', { kind: 'invalid', field: 'claveElector' });
  }
}

/**
 * Unlike an import, a form rejects a person who is already registered, even with the same data, and accepts one who was
 * discharged: an old file would register them again by mistake.
 */
function addTaken(match: RegisterMatch | undefined, faults: Faults): void {
  const codes = new Set(match?.faults.map(({ code }) => code));
  if (codes.has('AUXILIARIES.EMAIL_OF_ASPIRANT')) {
    faults.add('AUXILIARIES.EMAIL_OF_ASPIRANT', { kind: 'conflict', field: 'email' });
  }
  if (codes.has('AUXILIARIES.EMAIL_TAKEN')) {
    faults.add('AUXILIARIES.EMAIL_TAKEN', { kind: 'conflict', field: 'email' });
  }
  if (match?.alreadyRegistered === true || codes.has('AUXILIARIES.ALREADY_DIFFERENT')) {
    faults.add('AUXILIARIES.CLAVE_TAKEN', { kind: 'conflict', field: 'claveElector' });
  }
  if (codes.has('AUXILIARIES.PERSON_SUSPENDED')) {
    faults.add('AUXILIARIES.PERSON_SUSPENDED', { kind: 'conflict', field: 'claveElector' });
  }
}
