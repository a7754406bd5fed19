import type { DeviceStatus, Finding } from '#electoral/devices';
import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/** Projection of a device, updated by {@link RecordDevice}. */
export interface KnownDevice {
  readonly deviceId: string;
  readonly folioPrefix: string;
  readonly status: DeviceStatus;
  readonly attested: boolean;
  readonly findings: readonly Finding[];
  /** ISO 8601, UTC. */
  readonly enrolledAt: string;
}

/** Devices of an auxiliary, newest first. Those of a discharged auxiliary are discharged unless suspended (§6.1 A). */
export async function knownDevices(work: UnitOfWork, auxiliaryId: string): Promise<KnownDevice[]> {
  return work.sql<KnownDevice & object>(
    `select d.device_id as "deviceId", d.folio_prefix as "folioPrefix",
       case when a.status = 'discharged' and d.status <> 'suspended' then 'discharged' else d.status end as status,
       d.attested, d.findings, d.enrolled_at as "enrolledAt"
     from auxiliaries.known_device d join auxiliaries.auxiliary a on a.id = d.auxiliary_id
     where d.auxiliary_id = $1 order by d.enrolled_at desc, d.device_id`,
    [auxiliaryId],
  );
}

/** Whether the person is an active auxiliary of another aspirant of the process. */
export async function helpsOtherAspirant(work: UnitOfWork, auxiliaryId: string): Promise<boolean> {
  const [other] = await work.sql(
    `select 1 as found from auxiliaries.auxiliary a join auxiliaries.auxiliary o on o.clave_hash = a.clave_hash
       and o.process_id = a.process_id and o.aspirant_id <> a.aspirant_id and o.status <> 'discharged'
     where a.id = $1 limit 1`,
    [auxiliaryId],
  );
  return other !== undefined;
}
