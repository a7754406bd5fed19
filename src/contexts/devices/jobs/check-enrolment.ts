import type { DeviceStatus, Finding } from '#electoral/devices';
import { CARD_SIDE_STANDARD, LIVE_PHOTO_STANDARD, SIGNATURE_STANDARD } from '#electoral/wire';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { checkImages, type ImageStandard } from '../../../kernel/images/check-images.js';
import { compareCard, mismatches } from '../domain/enrolment-findings.js';
import { DeviceEnrolled } from '../events/device-enrolled.js';
import { GetDeviceHolder, type DeviceHolder } from '../../auxiliaries/index.js';
import { DeviceStatusChanges } from '../device-status-changes.js';
import { policyOf } from '../persistence/enrolment-policies.js';
import { addEvidenceKey } from '../persistence/evidence-keys.js';
import {
  EnrolmentOpener,
  EnrolmentUnreadable,
  type OpenedEnrolment,
  type StoredEnrolment,
} from '../unseal/enrolment-opener.js';

interface UncheckedDevice {
  readonly status: DeviceStatus;
  readonly blobKey: string;
  readonly manifestDigest: Buffer;
  readonly findings: Finding[];
}

const STANDARDS = new Map<string, ImageStandard>([
  ['anverso', CARD_SIDE_STANDARD],
  ['reverso', CARD_SIDE_STANDARD],
  ['selfie', LIVE_PHOTO_STANDARD],
  ['firma', SIGNATURE_STANDARD],
]);

/**
 * Compares the images and card data of a new device with the registration, and applies the OPL's rule to mismatches
 * (decision 24). A device whose status the OPL has already changed keeps that status.
 */
@Injectable()
@Consumes(DeviceEnrolled, 'devices.check-enrolment')
export class CheckEnrolment implements EventConsumer<DeviceEnrolled> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly statusChanges: DeviceStatusChanges,
    private readonly opener: EnrolmentOpener,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle({ deviceId, auxiliaryId }: DeviceEnrolled['payload']): Promise<void> {
    // The auxiliary is locked before the device, as in an enrolment, to avoid deadlocks.
    const holder = await this.dispatcher.ask(systemActor('devices'), new GetDeviceHolder({ auxiliaryId, lock: true }));
    const [device] = await this.work.sql<UncheckedDevice & object>(
      `select status, blob_key as "blobKey", manifest_digest as "manifestDigest", findings from devices.device
       where id = $1 and checked_at is null for update`,
      [deviceId],
    );
    if (!device) return;
    const opened = await this.#open({ ...device, deviceId });
    const findings = [...device.findings, ...(await this.#inspect(opened, holder))];
    const at = this.clock.now();
    await this.work.sql('update devices.device set findings = $2, checked_at = $3 where id = $1', [
      deviceId,
      JSON.stringify(findings),
      at,
    ]);
    if (opened) await addEvidenceKey(this.work, this.cipher, deviceId, opened.enrolmentKey, at);
    if (device.status === 'active' && mismatches(findings).length > 0) {
      const { onMismatch } = await policyOf(this.work, holder.entidad);
      const to = onMismatch === 'block' ? 'suspended' : 'por-revisar';
      await this.statusChanges.apply({ deviceId, from: 'active', to, at, reason: findings.join(', ') });
    } else {
      await this.statusChanges.syncAuxiliaries(deviceId);
    }
    const details = { auxiliaryId, findings: findings.join(',') };
    this.work.audit({ subject: ['device', deviceId], stream: holder.processId, details });
  }

  async #open(stored: StoredEnrolment): Promise<OpenedEnrolment | undefined> {
    try {
      return await this.opener.open(stored);
    } catch (error) {
      if (error instanceof EnrolmentUnreadable) return undefined;
      throw error;
    }
  }

  async #inspect(opened: OpenedEnrolment | undefined, { registered }: DeviceHolder): Promise<Finding[]> {
    if (!opened) return ['not-opened'];
    const { parts, read } = opened;
    const poorImage = (await checkImages(parts, STANDARDS)).length > 0;
    return [...compareCard(read, registered, this.clock.now()), ...(poorImage ? (['image-poor'] as const) : [])];
  }
}
