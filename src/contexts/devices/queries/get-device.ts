import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findDevice, type DeviceRow } from '../persistence/device-records.js';

const input = z.object({ deviceId: z.uuid() });

export interface DeviceView extends DeviceRow {
  /** Keyed hash of the auxiliary's e-mail, hex; compares addresses without revealing them. */
  readonly auxiliaryEmailRef: string;
}

/** A device with the public key that verifies its signatures (§7.4). */
@QuerySpec({ name: 'devices.get-device', permission: 'devices.read', input, heldBy: 'system' })
export class GetDevice extends KernelQuery<z.infer<typeof input>, DeviceView> {}

@QueryHandler(GetDevice)
export class GetDeviceHandler implements IQueryHandler<GetDevice> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { deviceId } }: GetDevice): Promise<DeviceView> {
    const { emailHash, ...device } = await findDevice(this.work, deviceId);
    const { entidad, aspirantId, auxiliaryId, processId } = device;
    this.work.authorize({ entidad, aspirantId, auxiliaryId, processId, deviceId });
    return { ...device, auxiliaryEmailRef: emailHash.toString('hex') };
  }
}
