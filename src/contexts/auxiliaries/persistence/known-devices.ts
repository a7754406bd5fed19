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

const countDevices = (condition: string): string => `(select count(*)::int from auxiliaries.known_device d
    where d.auxiliary_id = t.id and ${condition})`;

/** Columns of a list of auxiliaries `t`. A device that was replaced, suspended or discharged may not capture. */
export const DEVICE_COLUMNS = `${countDevices(`t.status <> 'discharged' and d.status in ('active', 'por-revisar')`)} as devices,
  ${countDevices(`t.status <> 'discharged' and d.status = 'por-revisar'`)} as "devicesToReview",
  ${countDevices(`d.status = 'suspended'`)} as "devicesSuspended"`;

/** Devices of an auxiliary, by what they may do. */
export interface DeviceCounts {
  /** May capture now, including those under review. */
  readonly devices: number;
  readonly devicesToReview: number;
  readonly devicesSuspended: number;
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

/** Condition: the person of the auxiliary `t` is an active auxiliary of another aspirant of the process. */
export const HELPS_OTHER_ASPIRANT = `exists (select from auxiliaries.auxiliary o where o.process_id = t.process_id
    and o.clave_hash = t.clave_hash and o.aspirant_id <> t.aspirant_id and o.status <> 'discharged')`;

/** Whether the person is an active auxiliary of another aspirant of the process. */
export async function helpsOtherAspirant(work: UnitOfWork, auxiliaryId: string): Promise<boolean> {
  const [other] = await work.sql(
    `select 1 as found from auxiliaries.auxiliary t where t.id = $1 and ${HELPS_OTHER_ASPIRANT}`,
    [auxiliaryId],
  );
  return other !== undefined;
}
