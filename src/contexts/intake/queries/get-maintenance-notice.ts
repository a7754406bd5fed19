import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Maintenance } from '../domain/maintenance.js';
import { findMaintenance } from '../persistence/maintenance-records.js';

const input = z.object({ maintenanceId: z.uuid() });

/** One maintenance announcement, even if the maintenance has ended (§10.2). For jobs only. */
@QuerySpec({ name: 'intake.get-maintenance-notice', permission: 'intake.notify', input, heldBy: 'system' })
export class GetMaintenanceNotice extends KernelQuery<z.infer<typeof input>, Maintenance | undefined> {}

@QueryHandler(GetMaintenanceNotice)
export class GetMaintenanceNoticeHandler implements IQueryHandler<GetMaintenanceNotice> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { maintenanceId } }: GetMaintenanceNotice): Promise<Maintenance | undefined> {
    const maintenance = await findMaintenance(this.work, maintenanceId);
    this.work.authorize({ entidad: EVERYTHING });
    return maintenance;
  }
}
