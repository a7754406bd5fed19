import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { KeyAnchors } from '../key-anchors.js';

const input = z.object({ deviceIds: z.array(z.uuid()).max(500) });

export interface DeviceKey {
  readonly deviceId: string;
  /** From the row of the device, which can be overwritten. Not validated. */
  readonly publicJwk: unknown;
  /**
   * The thumbprints (RFC 7638, base64url) that the audit trail recorded. The key is the enrolled one if there is at
   * least one thumbprint and all of them match it.
   */
  readonly anchored: readonly string[];
}

/** The keys of devices with their anchors in the audit trail, to verify old signatures. Unknown devices are omitted. */
@QuerySpec({ name: 'devices.get-device-keys', permission: 'devices.read', input, heldBy: 'system' })
export class GetDeviceKeys extends KernelQuery<z.infer<typeof input>, DeviceKey[]> {}

@QueryHandler(GetDeviceKeys)
export class GetDeviceKeysHandler implements IQueryHandler<GetDeviceKeys> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly anchors: KeyAnchors,
  ) {}

  async execute({ input: { deviceIds } }: GetDeviceKeys): Promise<DeviceKey[]> {
    const rows = await this.work.rows<Omit<DeviceKey, 'anchored'>>(
      `select id as "deviceId", public_jwk as "publicJwk" from devices.published_device
       where {visible} and id = any($1::uuid[])`,
      [deviceIds],
      { entidad: 'entidad', processId: 'process_id', aspirantId: 'aspirant_id', auxiliaryId: 'auxiliary_id' },
    );
    const anchors = await this.anchors.of(rows.map(({ deviceId }) => deviceId));
    return rows.map((row) => ({ ...row, anchored: anchors.get(row.deviceId) ?? [] }));
  }
}
