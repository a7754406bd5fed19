import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AuxiliaryRegister, type RegisterMatch, type RegisteredAuxiliary } from '../auxiliary-register.js';
import { loadAspirantContext, requireCanRegister } from '../aspirant-context.js';
import { checkRegistration, registrationSchema } from '../domain/registration.js';
import { PadronCheck } from '../padron-check.js';
import { lockIdSeries } from '../persistence/auxiliary-records.js';

const input = registrationSchema.extend({ aspirantId: z.uuid() });

/**
 * A confirmed aspirant authorises an auxiliary (§6.4). Rejects with the errors of {@link requireCanRegister} and
 * {@link checkRegistration}; AUXILIARIES.NOT_VALIDATED if the person is not in the padrón, without the cause;
 * AUXILIARIES.EMAIL_TAKEN within the process, AUXILIARIES.CLAVE_TAKEN within the aspirant's list;
 * AUXILIARIES.OTHER_ASPIRANT if the OPL forbids helping two aspirants; AUXILIARIES.PERSON_SUSPENDED. A person who was
 * discharged can be registered again.
 */
@CommandSpec({
  name: 'auxiliaries.register-auxiliary',
  permission: 'auxiliaries.register',
  input,
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
    const { aspirantId, ...registration } = command.input as z.infer<typeof input>;
    const context = await loadAspirantContext(this.dispatcher, aspirantId);
    this.work.authorize({ entidad: context.entidad, aspirantId });
    await requireCanRegister(this.work, context);
    const data = checkRegistration(registration, this.clock.now());
    const roll = await this.padron.statusOf(data.claveElector, { id: aspirantId, entidad: context.entidad });
    if (!roll.inPadron) {
      throw new DomainError('AUXILIARIES.NOT_VALIDATED', { kind: 'invalid', field: 'claveElector' });
    }

    const [candidate] = await this.register.prepare(await this.register.candidates([data]));
    if (!candidate) throw new Error('no candidate');
    await lockIdSeries(this.work, context.processId);
    const [match] = await this.register.matchesFor(context, [candidate]);
    rejectIfTaken(match);
    const { inNominalList } = roll;
    const helpsOtherAspirant = match?.helpsOtherAspirant ?? false;
    const [registered] = await this.register.register(context, [{ ...candidate, inNominalList, helpsOtherAspirant }]);
    if (!registered) throw new Error('the registration returned no auxiliary');
    return registered;
  }
}

/**
 * Unlike an import, a form rejects a person who is already registered, even with the same data, and accepts one who was
 * discharged: an old file would register them again by mistake.
 */
function rejectIfTaken(match: RegisterMatch | undefined): void {
  const codes = new Set(match?.faults.map(({ code }) => code));
  if (codes.has('AUXILIARIES.EMAIL_TAKEN')) {
    throw new DomainError('AUXILIARIES.EMAIL_TAKEN', { kind: 'conflict', field: 'email' });
  }
  if (match?.alreadyRegistered === true || codes.has('AUXILIARIES.ALREADY_DIFFERENT')) {
    throw new DomainError('AUXILIARIES.CLAVE_TAKEN', { kind: 'conflict', field: 'claveElector' });
  }
  for (const code of ['AUXILIARIES.PERSON_SUSPENDED', 'AUXILIARIES.OTHER_ASPIRANT']) {
    if (codes.has(code)) throw new DomainError(code, { kind: 'conflict', field: 'claveElector' });
  }
}
