import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { isUnderWay } from '../domain/maintenance.js';
import { MaintenanceAnnounced } from '../events/maintenance-announced.js';
import { findOpenMaintenance, lockMaintenance } from '../persistence/maintenance-records.js';

const input = z.object({});

/**
 * Ends the current maintenance early or cancels the next one (§10.2).
 * @throws DomainError INTAKE.MAINTENANCE_NONE if there is neither.
 */
@CommandSpec({
  name: 'intake.end-maintenance',
  permission: 'intake.announce-maintenance',
  input,
  noLegalDeadline: 'a maintenance window ends, or is cancelled before it starts',
})
export class EndMaintenance extends KernelCommand<z.infer<typeof input>, { readonly what: 'ended' | 'called-off' }> {}

@CommandHandler(EndMaintenance)
export class EndMaintenanceHandler implements ICommandHandler<EndMaintenance> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<{ what: 'ended' | 'called-off' }> {
    this.work.authorize({});
    await lockMaintenance(this.work);
    const now = this.clock.now();
    const [open] = await findOpenMaintenance(this.work, now);
    if (!open) throw new DomainError('INTAKE.MAINTENANCE_NONE', { kind: 'not-found' });
    await this.work.sql(`update intake.maintenance set ended_at = $2 where id = $1`, [open.id, now]);
    const what = isUnderWay(open, now) ? 'ended' : 'called-off';
    this.work.audit({
      subject: ['maintenance', open.id],
      details: { what, beginsAt: open.beginsAt.toISOString(), endsAt: open.endsAt.toISOString() },
    });
    this.work.publish(new MaintenanceAnnounced({ maintenanceId: open.id, what }));
    return { what };
  }
}
