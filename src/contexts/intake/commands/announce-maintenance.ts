import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireValidWindow } from '../domain/maintenance.js';
import { MaintenanceAnnounced } from '../events/maintenance-announced.js';
import { findOpenMaintenance, lockMaintenance } from '../persistence/maintenance-records.js';

const input = z.object({
  /** ISO 8601, UTC. May be in the past, for urgent maintenance. */
  beginsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** Shown to the OPLs and to users: what is done and what it means for them. */
  reason: z.string().trim().min(5).max(500),
});

/** Announces a maintenance window without uploads (§10.2), so that the OPLs can inform the aspirants. */
@CommandSpec({
  name: 'intake.announce-maintenance',
  permission: 'intake.announce-maintenance',
  input,
  noLegalDeadline: 'a maintenance window must be announced before it ends (§10.2)',
})
export class AnnounceMaintenance extends KernelCommand<z.infer<typeof input>, { readonly maintenanceId: string }> {}

@CommandHandler(AnnounceMaintenance)
export class AnnounceMaintenanceHandler implements ICommandHandler<AnnounceMaintenance> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { beginsAt, endsAt, reason } }: AnnounceMaintenance): Promise<{ maintenanceId: string }> {
    this.work.authorize({});
    await lockMaintenance(this.work);
    const now = this.clock.now();
    const window = { beginsAt: new Date(beginsAt), endsAt: new Date(endsAt) };
    requireValidWindow(window, await findOpenMaintenance(this.work, now), now);
    const maintenanceId = randomId();
    await this.work.sql(
      `insert into intake.maintenance (id, begins_at, ends_at, reason, announced_at) values ($1, $2, $3, $4, $5)`,
      [maintenanceId, window.beginsAt, window.endsAt, reason, now],
    );
    this.work.audit({ subject: ['maintenance', maintenanceId], details: { beginsAt, endsAt }, reason });
    this.work.publish(new MaintenanceAnnounced({ maintenanceId, what: 'announced' }));
    return { maintenanceId };
  }
}
