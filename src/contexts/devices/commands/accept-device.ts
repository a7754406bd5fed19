import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DeviceStatusChanges } from '../device-status-changes.js';

const MIN_REASON = 10;

const input = z.object({
  deviceId: z.uuid(),
  /** Version of the device that the official saw. */
  seen: z.int(),
  /** Required if the check found something. */
  reason: z.string().trim().max(300).default(''),
});

/**
 * The OPL accepts an enrolment after its review (decision 24), with a reason if the check found something.
 * @throws DomainError KERNEL.CHANGED_MEANWHILE, AUXILIARIES.DEVICE_NOT_IN_STATE; KERNEL.FIELD_TOO_SHORT
 */
@CommandSpec({ name: 'devices.accept-device', permission: 'devices.review', input })
export class AcceptDevice extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(AcceptDevice)
export class AcceptDeviceHandler implements ICommandHandler<AcceptDevice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly statusChanges: DeviceStatusChanges,
  ) {}

  async execute(command: AcceptDevice): Promise<void> {
    const { deviceId, seen, reason } = command.input as z.infer<typeof input>;
    const { processId, auxiliaryId, status, findings } = await this.statusChanges.authorizeDecision({
      deviceId,
      seen,
      from: ['por-revisar'],
    });
    if (findings.length > 0 && reason.length < MIN_REASON) {
      const params = { field: 'reason', limit: MIN_REASON };
      throw new DomainError('KERNEL.FIELD_TOO_SHORT', { kind: 'invalid', field: 'reason', params });
    }
    await this.statusChanges.apply({
      ...{ deviceId, from: status, to: 'active', at: this.clock.now() },
      ...(reason !== '' && { reason }),
    });
    this.work.audit({
      subject: ['device', deviceId],
      stream: processId,
      details: { auxiliaryId, from: status },
      reason,
    });
  }
}
