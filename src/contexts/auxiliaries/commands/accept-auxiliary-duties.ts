import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';
import { recordAcceptance } from '../persistence/duties-records.js';

const input = z.object({
  auxiliaryId: z.uuid(),
  deviceId: z.uuid(),
  version: z.string(),
  /** ISO 8601, UTC; device clock. */
  acceptedAt: z.string(),
});

/** Records that an auxiliary accepted the duties of §6.9 on a device. Idempotent. */
@CommandSpec({
  name: 'auxiliaries.accept-auxiliary-duties',
  permission: 'auxiliaries.record-device',
  input,
  noLegalDeadline: 'stores the instant of the acceptance',
  heldBy: 'system',
})
export class AcceptAuxiliaryDuties extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(AcceptAuxiliaryDuties)
export class AcceptAuxiliaryDutiesHandler implements ICommandHandler<AcceptAuxiliaryDuties> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { auxiliaryId, deviceId, version, acceptedAt } }: AcceptAuxiliaryDuties): Promise<void> {
    const { entidad, processId } = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad });
    await recordAcceptance(this.work, { auxiliaryId, deviceId }, { version, acceptedAt }, this.clock.now());
    // The use case that runs this one has authenticated the device.
    const by = { actor: { kind: 'device', id: deviceId, label: 'dispositivo' }, resource: { entidad } };
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details: { version }, by });
  }
}
