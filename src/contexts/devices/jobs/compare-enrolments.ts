import type { DeviceStatus, Finding } from '#electoral/devices';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetDeviceHolder, IdentityCorrected, type DeviceHolder } from '../../auxiliaries/index.js';
import { DeviceStatusChanges } from '../device-status-changes.js';
import { compareCard, COMPARISON_FINDINGS, mismatches } from '../domain/enrolment-findings.js';
import { policyOf } from '../persistence/enrolment-policies.js';
import { EnrolmentKeys } from '../unseal/enrolment-keys.js';

interface CheckedDevice {
  readonly deviceId: string;
  readonly status: DeviceStatus;
  readonly blobKey: string;
  readonly manifestDigest: Buffer;
  readonly checkedAt: string;
  readonly findings: readonly Finding[];
}

/**
 * Compares the cards of an auxiliary's devices with the corrected registration (decision 24), so that a correction
 * cannot turn a device into that of another person. A device that no longer differs remains under review until the OPL
 * decides.
 */
@Injectable()
@Consumes(IdentityCorrected, 'devices.compare-enrolments')
export class CompareEnrolments implements EventConsumer<IdentityCorrected> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly statusChanges: DeviceStatusChanges,
    private readonly keys: EnrolmentKeys,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle({ auxiliaryId }: IdentityCorrected['payload']): Promise<void> {
    const holder = await this.dispatcher.ask(systemActor('devices'), new GetDeviceHolder({ auxiliaryId, lock: true }));
    const devices = await this.work.sql<CheckedDevice & object>(
      `select id as "deviceId", status, blob_key as "blobKey", manifest_digest as "manifestDigest", findings,
         checked_at as "checkedAt"
       from devices.device where auxiliary_id = $1 and checked_at is not null and status <> 'discharged' order by id for update`,
      [auxiliaryId],
    );
    for (const device of devices) await this.#compare(device, holder);
  }

  async #compare(device: CheckedDevice, { registered, entidad, processId }: DeviceHolder): Promise<void> {
    const { deviceId, status } = device;
    const found = await this.keys.find(device);
    if (!found) return;
    const at = this.clock.now();
    const kept = device.findings.filter((finding) => !COMPARISON_FINDINGS.has(finding));
    const findings = [...kept, ...compareCard(found.read, registered, at)];
    await this.work.sql('update devices.device set findings = $2 where id = $1', [deviceId, JSON.stringify(findings)]);
    const fresh = mismatches(findings).filter((finding) => !device.findings.includes(finding));
    if (status === 'active' && fresh.length > 0) {
      const { onMismatch } = await policyOf(this.work, entidad);
      const to = onMismatch === 'block' ? 'suspended' : 'por-revisar';
      await this.statusChanges.apply({ deviceId, from: 'active', to, at, reason: fresh.join(', ') });
    } else {
      await this.statusChanges.syncAuxiliaries(deviceId);
    }
    this.work.audit({ subject: ['device', deviceId], stream: processId, details: { findings: findings.join(',') } });
  }
}
