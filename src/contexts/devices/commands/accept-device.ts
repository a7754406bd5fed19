import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DeviceStatusChanges } from '../device-status-changes.js';
import { authorizeDeviceReview } from '../persistence/device-reviews.js';

const input = z.object({ deviceId: z.uuid(), reason: z.string().trim().max(300).optional() });

/**
 * The OPL accepts an enrolment after its review (decision 24).
 * @throws DomainError AUXILIARIES.DEVICE_NOT_IN_STATE
 */
@CommandSpec({ name: 'devices.accept-device', permission: 'devices.review', input })
export class AcceptDevice extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(AcceptDevice)
export class AcceptDeviceHandler implements ICommandHandler<AcceptDevice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly statusChanges: DeviceStatusChanges,
  ) {}

  async execute({ input: { deviceId, reason } }: AcceptDevice): Promise<void> {
    const { processId, auxiliaryId, status } = await authorizeDeviceReview(this.work, deviceId, ['por-revisar']);
    await this.statusChanges.apply({ deviceId, from: status, to: 'active', at: this.clock.now(), reason });
    this.work.audit({ subject: ['device', deviceId], stream: processId, details: { auxiliaryId, from: status } });
  }
}
