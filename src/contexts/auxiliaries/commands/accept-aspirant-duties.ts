import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { ASPIRANT_DUTIES } from '../domain/duties/index.js';

/** `version` is the one that the aspirant read; another may be in force by now. */
const input = z.object({ aspirantId: z.uuid(), version: z.string().max(40) });

/**
 * The aspirant accepts their duties before registering auxiliaries (§6.9, §16.2). Idempotent.
 * @throws DomainError AUXILIARIES.DUTIES_CHANGED if another version is in force
 */
@CommandSpec({ name: 'auxiliaries.accept-aspirant-duties', permission: 'auxiliaries.accept-duties', input })
export class AcceptAspirantDuties extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(AcceptAspirantDuties)
export class AcceptAspirantDutiesHandler implements ICommandHandler<AcceptAspirantDuties> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { aspirantId, version } }: AcceptAspirantDuties): Promise<void> {
    const system = systemActor('auxiliaries.accept-aspirant-duties');
    const aspirant = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    if (version !== ASPIRANT_DUTIES.version) {
      throw new DomainError('AUXILIARIES.DUTIES_CHANGED', { kind: 'conflict' });
    }
    await this.work.sql(
      `insert into auxiliaries.aspirant_duties_acceptance (aspirant_id, version, accepted_at) values ($1, $2, $3)
       on conflict do nothing`,
      [aspirantId, version, this.clock.now()],
    );
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId, details: { version } });
  }
}
