import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DeviceStatusChanges } from '../device-status-changes.js';

const input = z.object({ deviceId: z.uuid(), seen: z.int(), reason: z.string().trim().min(10).max(300) });

/**
 * The OPL reactivates a suspended device (decision 24). If its auxiliary has been discharged, it becomes discharged.
 * @throws DomainError KERNEL.CHANGED_MEANWHILE, AUXILIARIES.DEVICE_NOT_IN_STATE
 */
@CommandSpec({ name: 'devices.reinstate-device', permission: 'devices.review', input })
export class ReinstateDevice extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(ReinstateDevice)
export class ReinstateDeviceHandler implements ICommandHandler<ReinstateDevice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly statusChanges: DeviceStatusChanges,
  ) {}

  async execute({ input: { deviceId, seen, reason } }: ReinstateDevice): Promise<void> {
    const { processId, auxiliaryId, status } = await this.statusChanges.authorizeDecision({
      deviceId,
      seen,
      from: ['suspended'],
    });
    await this.statusChanges.apply({ deviceId, from: status, to: 'active', at: this.clock.now(), reason });
    this.work.audit({
      subject: ['device', deviceId],
      stream: processId,
      details: { auxiliaryId, from: status },
      reason,
    });
  }
}
