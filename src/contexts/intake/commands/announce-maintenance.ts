import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
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
  /** Replaces the announcement of the current maintenance, or of the next one. */
  corrects: z.boolean().optional(),
});

/**
 * Announces a maintenance window without uploads (§10.2), so that the OPLs can inform the aspirants.
 * @throws DomainError those of {@link requireValidWindow}; INTAKE.MAINTENANCE_NONE if there is none to correct.
 */
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

  async execute({ input }: AnnounceMaintenance): Promise<{ maintenanceId: string }> {
    const { beginsAt, endsAt, reason, corrects = false } = input;
    this.work.authorize({});
    await lockMaintenance(this.work);
    const now = this.clock.now();
    const window = { beginsAt: new Date(beginsAt), endsAt: new Date(endsAt) };
    const open = await findOpenMaintenance(this.work, now);
    const [corrected] = corrects ? open.splice(0, 1) : [];
    if (corrects && !corrected) throw new DomainError('INTAKE.MAINTENANCE_NONE', { kind: 'not-found' });
    requireValidWindow(window, open, now);
    if (corrected)
      await this.work.sql(`update intake.maintenance set ended_at = $2 where id = $1`, [corrected.id, now]);
    const maintenanceId = randomId();
    await this.work.sql(
      `insert into intake.maintenance (id, begins_at, ends_at, reason, announced_at) values ($1, $2, $3, $4, $5)`,
      [maintenanceId, window.beginsAt, window.endsAt, reason, now],
    );
    const what = corrected ? 'corrected' : 'announced';
    this.work.audit({
      subject: ['maintenance', maintenanceId],
      details: {
        ...{ what, beginsAt, endsAt },
        formerBeginsAt: corrected?.beginsAt.toISOString() ?? null,
        formerEndsAt: corrected?.endsAt.toISOString() ?? null,
      },
      reason,
    });
    this.work.publish(new MaintenanceAnnounced({ maintenanceId, what }));
    return { maintenanceId };
  }
}
