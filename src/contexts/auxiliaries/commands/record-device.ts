import type { DeviceStatus, Finding } from '#electoral/devices';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAuxiliary, recordStatusChange } from '../persistence/auxiliary-records.js';

const input = z.object({
  deviceId: z.uuid(),
  auxiliaryId: z.uuid(),
  folioPrefix: z.string(),
  status: z.custom<DeviceStatus>((value) => typeof value === 'string'),
  attested: z.boolean(),
  findings: z.array(z.custom<Finding>((value) => typeof value === 'string')),
  /** ISO 8601, UTC. */
  enrolledAt: z.string(),
  /** The status change, if any. `reason` is shown to the aspirant and the OPL. */
  change: z.object({ at: z.date(), reason: z.string().nullable() }).optional(),
});

/**
 * Updates the projection of a device that auxiliary lists, counts and history read. `devices` calls this within its own
 * transaction. The first device moves its auxiliary from registered to enrolled (§7.4).
 */
@CommandSpec({ name: 'auxiliaries.record-device', permission: 'auxiliaries.record-device', input, heldBy: 'system' })
export class RecordDevice extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RecordDevice)
export class RecordDeviceHandler implements ICommandHandler<RecordDevice> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: device }: RecordDevice): Promise<void> {
    const { deviceId, auxiliaryId, folioPrefix, status, attested, findings, enrolledAt, change } = device;
    const auxiliary = await findAuxiliary(this.work, auxiliaryId, true);
    this.work.authorize({ entidad: auxiliary.entidad });
    await this.work.sql(
      `insert into auxiliaries.known_device (device_id, auxiliary_id, folio_prefix, status, attested, findings, enrolled_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (device_id) do update set status = excluded.status, findings = excluded.findings`,
      [deviceId, auxiliaryId, folioPrefix, status, attested, JSON.stringify(findings), enrolledAt],
    );
    this.work.audit({
      subject: ['auxiliary', auxiliaryId],
      stream: auxiliary.processId,
      details: { deviceId, status },
    });
    if (!change) return;
    await this.work.sql(
      'insert into auxiliaries.device_event (device_id, status, at, reason) values ($1, $2, $3, $4)',
      [deviceId, status, change.at, change.reason],
    );
    if (auxiliary.status !== 'registered') return;
    await this.work.sql(`update auxiliaries.auxiliary set status = 'enrolled' where id = $1`, [auxiliaryId]);
    await recordStatusChange(this.work, { auxiliaryId, from: 'registered', to: 'enrolled', at: change.at });
  }
}
