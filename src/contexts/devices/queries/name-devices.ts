import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({
  deviceIds: z.array(z.uuid()).max(500).default([]),
  auxiliaryIds: z.array(z.uuid()).default([]),
  folioPrefix: z.string().max(20).optional(),
});

export interface DeviceName {
  readonly deviceId: string;
  readonly folioPrefix: string;
  readonly idAuxiliar: string;
}

/**
 * The given devices, those of the given auxiliaries and the one with the given prefix, within the caller's scope, with
 * their Id Auxiliar, to find and name them in the audit trail. Contains no personal data.
 */
@QuerySpec({ name: 'devices.name-devices', permission: 'audit.read', input })
export class NameDevices extends KernelQuery<z.input<typeof input>, DeviceName[]> {}

@QueryHandler(NameDevices)
export class NameDevicesHandler implements IQueryHandler<NameDevices> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: NameDevices): Promise<DeviceName[]> {
    const { deviceIds, auxiliaryIds, folioPrefix } = query.input as z.infer<typeof input>;
    return this.work.rows<DeviceName>(
      `select d.id as "deviceId", d.folio_prefix as "folioPrefix", a.id_auxiliar as "idAuxiliar"
       from devices.device d join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id
       where {visible} and (d.id = any($1::uuid[]) or d.auxiliary_id = any($2::uuid[]) or d.folio_prefix = $3)
       order by d.enrolled_at, d.id`,
      [deviceIds, auxiliaryIds, folioPrefix ?? null],
      { entidad: 'a.entidad', aspirantId: 'a.aspirant_id' },
    );
  }
}
