import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { AspirantConfirmed } from '../events/aspirant-confirmed.js';
import { lockAspirant, recordTransition } from '../persistence/aspirant-records.js';

const input = z.object({ aspirantId: z.uuid() });

/**
 * Confirms a registration whose signed sheet was uploaded (§5.F). The aspirant then gets an e-mail with the folio.
 * @throws DomainError ASPIRANTS.NOT_VALIDATED, .SHEET_NOT_SIGNED; .STATUS_MOVE_FORBIDDEN if it is already confirmed or
 * withdrawn
 */
@CommandSpec({
  name: 'aspirants.confirm-aspirant',
  permission: 'aspirants.confirm',
  input,
  noLegalDeadline: 'stores the instant of the change in the aspirant',
})
export class ConfirmAspirant extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ConfirmAspirant)
export class ConfirmAspirantHandler implements ICommandHandler<ConfirmAspirant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { aspirantId } }: ConfirmAspirant): Promise<void> {
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);

    const from = aspirant.status;
    const at = this.clock.now();
    aspirant.confirm(at);
    await recordTransition(this.work, { aspirantId, from, to: 'confirmed', at });
    this.work.publish(new AspirantConfirmed({ aspirantId, processId: aspirant.processId }));
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId, details: { from } });
  }
}
