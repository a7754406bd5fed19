import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findDevice } from '../persistence/device-records.js';

const input = z.object({ deviceId: z.uuid() });

/** Title of a device on a screen: its folio prefix. */
@QuerySpec({ name: 'devices.identify-device', permission: 'devices.review', input })
export class IdentifyDevice extends KernelQuery<z.infer<typeof input>, string> {}

@QueryHandler(IdentifyDevice)
export class IdentifyDeviceHandler implements IQueryHandler<IdentifyDevice> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { deviceId } }: IdentifyDevice): Promise<string> {
    const { entidad, aspirantId, folioPrefix } = await findDevice(this.work, deviceId);
    this.work.authorize({ entidad, aspirantId });
    return `AC-${folioPrefix}`;
  }
}
