import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AuxiliaryRegister, type RegisterMatch, type Registered } from '../auxiliary-register.js';
import { loadAspirantContext, requireCanRegister } from '../aspirant-context.js';
import { checkRegistration, registrationSchema } from '../domain/registration.js';
import { PadronCheck } from '../padron-check.js';
import { lockIdSeries } from '../persistence/auxiliary-records.js';

const input = registrationSchema.extend({ aspirantId: z.uuid() });

export type RegisteredAuxiliary = Registered;

/**
 * A confirmed aspirant authorises an auxiliary (§6.4). Refuses with those of {@link requireCanRegister} and the faults of
 * {@link checkRegistration}; AUXILIARIES.NOT_VALIDATED when not in the padrón (the cause is not told);
 * AUXILIARIES.EMAIL_TAKEN within the process, AUXILIARIES.CLAVE_TAKEN with this aspirant; AUXILIARIES.OTHER_ASPIRANT where
 * the OPL has decided that nobody helps two.
 */
@CommandSpec({ name: 'auxiliaries.register-auxiliary', permission: 'auxiliaries.register', input })
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
    const contest = await loadAspirantContext(this.dispatcher, aspirantId);
    this.work.authorize({ entidad: contest.entidad, aspirantId });
    await requireCanRegister(this.work, contest);
    const data = checkRegistration(registration, this.clock.now());
    const standing = await this.padron.statusOf(data.claveElector, { id: aspirantId, entidad: contest.entidad });
    if (!standing.inPadron) {
      throw new DomainError('AUXILIARIES.NOT_VALIDATED', { kind: 'invalid', field: 'claveElector' });
    }

    const [candidate] = await this.register.prepare(await this.register.candidates([data]));
    if (!candidate) throw new Error('nobody to register');
    await lockIdSeries(this.work, contest.processId);
    const [place] = await this.register.matchesFor(contest, [candidate]);
    refuseTaken(place);
    const { inNominalList } = standing;
    const helpsOtherAspirant = place?.helpsOtherAspirant ?? false;
    const [registered] = await this.register.register(contest, [{ ...candidate, inNominalList, helpsOtherAspirant }]);
    if (!registered) throw new Error('nobody was registered');
    return registered;
  }
}

/** By form, somebody who is in the list already is refused, whether the rest is the same or not. */
function refuseTaken(place: RegisterMatch | undefined): void {
  const told = new Set(place?.faults.map(({ code }) => code));
  if (place?.alreadyRegistered === true || told.has('AUXILIARIES.EMAIL_TAKEN')) {
    throw new DomainError('AUXILIARIES.EMAIL_TAKEN', { kind: 'conflict', field: 'email' });
  }
  if (told.has('AUXILIARIES.CLAVE_TAKEN') || told.has('AUXILIARIES.ALREADY_DIFFERENT')) {
    throw new DomainError('AUXILIARIES.CLAVE_TAKEN', { kind: 'conflict', field: 'claveElector' });
  }
  if (told.has('AUXILIARIES.OTHER_ASPIRANT')) {
    throw new DomainError('AUXILIARIES.OTHER_ASPIRANT', { kind: 'conflict', field: 'claveElector' });
  }
}
