import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { Aspirant } from '../domain/aspirant.entity.js';
import { AspirantConfirmed } from '../events/aspirant-confirmed.js';
import { recordStatusMove } from '../persistence/aspirant-records.js';

const input = z.object({ aspirantId: z.uuid() });

/**
 * The OPL confirms a registration once the sheet is signed; the e-mail with the folio follows (§5.F).
 * Refuses with ASPIRANTS.STATUS_MOVE_FORBIDDEN when it is confirmed or withdrawn already.
 */
@CommandSpec({ name: 'aspirants.confirm-aspirant', permission: 'aspirants.confirm', input })
export class ConfirmAspirant extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ConfirmAspirant)
export class ConfirmAspirantHandler implements ICommandHandler<ConfirmAspirant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { aspirantId } }: ConfirmAspirant): Promise<void> {
    const aspirant = await this.em.findOne(Aspirant, { id: aspirantId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!aspirant) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize({ entidad: aspirant.entidad });

    const from = aspirant.status;
    const at = this.clock.now();
    aspirant.confirm(at);
    await recordStatusMove(this.work, { aspirantId, from, to: 'confirmed', at });
    this.work.publish(new AspirantConfirmed({ aspirantId, processId: aspirant.processId }));
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId, details: { from } });
  }
}
