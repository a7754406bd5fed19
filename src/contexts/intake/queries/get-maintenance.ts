import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { isUnderWay } from '../domain/maintenance.js';
import { findOpenMaintenance } from '../persistence/maintenance-records.js';
import type { MaintenanceNotice } from '#electoral/wire';

const input = z.object({});

/** The current maintenance, else the next announced one (§10.2); null if there is none. */
@QuerySpec({
  name: 'intake.get-maintenance',
  permission: PUBLIC,
  input,
  autocommit: true,
  unscoped: 'announced to everyone',
})
export class GetMaintenance extends KernelQuery<z.infer<typeof input>, MaintenanceNotice | null> {}

@QueryHandler(GetMaintenance)
export class GetMaintenanceHandler implements IQueryHandler<GetMaintenance> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<MaintenanceNotice | null> {
    const now = this.clock.now();
    const [open] = await findOpenMaintenance(this.work, now);
    if (!open) return null;
    const { beginsAt, endsAt, reason } = open;
    const underWay = isUnderWay(open, now);
    const [from, to] = [beginsAt, endsAt].map((at) => formatCentral(at).slice(0, 16));
    return {
      underWay,
      beginsAt: beginsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      reason,
      sentence: underWay
        ? `El sistema está en mantenimiento hasta ${to ?? ''} (hora centro): por ahora no se reciben apoyos. Lo captado sigue guardado en los teléfonos y se enviará después. ${reason}`
        : `Mantenimiento anunciado del ${from ?? ''} al ${to ?? ''} (hora centro): en ese tiempo no se recibirán apoyos; lo captado queda guardado en los teléfonos y se enviará después. ${reason}`,
    };
  }
}
