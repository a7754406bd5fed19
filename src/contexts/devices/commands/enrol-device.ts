import type { DeviceStatus, Finding } from '#electoral/devices';
import type { DeviceReview } from '#electoral/wire';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { jwkThumbprint } from '../../../kernel/crypto/jwk-thumbprint.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { identitySchema } from '../../accounts/index.js';
import { AcceptAuxiliaryDuties, GetDeviceHolder, type DeviceHolder } from '../../auxiliaries/index.js';
import { requireOpenProcess } from '../../processes/index.js';
import { DeviceStatusChanges } from '../device-status-changes.js';
import { checkEnrolmentContainer, type CheckedEnrolment } from '../domain/enrolment-container.js';
import { folioPrefix } from '../domain/folio-prefix.js';
import { DeviceEnrolled } from '../events/device-enrolled.js';
import { KEY_THUMBPRINT } from '../key-anchors.js';
import { Leases } from '../leases.js';
import { deviceAllowance, requireNotSuspended } from '../persistence/device-records.js';
import { policyOf } from '../persistence/enrolment-policies.js';
import { subjectDigest } from './begin-enrolment.js';

const input = z.object({
  identity: identitySchema,
  enrolmentId: z.uuid(),
  container: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

export interface EnrolledDevice {
  readonly deviceId: string;
  /** Compact JWS. */
  readonly lease: string;
  readonly status: DeviceStatus;
  /** Absent once the device is admitted. */
  readonly review?: DeviceReview;
}

interface EnrolmentRow {
  readonly auxiliaryId: string;
  readonly challenge: string;
  readonly subjectDigest: Buffer;
  readonly expiresAt: Date;
  readonly deviceId: string | null;
  readonly emailVersion: number;
}

/**
 * Second step of an enrolment (§7.3–7.4): the device uploads the encrypted images, and signs the challenge with its
 * key. Idempotent: the same container returns the same device.
 * @throws DomainError AUXILIARIES.ENROLMENT_EXPIRED, .ENROLMENT_OTHER_ACCOUNT, .ENROLMENT_CONTAINER_INVALID,
 * .PROOF_INVALID, .ENROLMENT_REFUSED, .SUSPENDED, .DEVICE_KEY_TAKEN
 */
@CommandSpec({
  name: 'devices.enrol-device',
  permission: 'devices.enrol',
  input,
  noLegalDeadline: 'the challenge expires',
  heldBy: 'system',
})
export class EnrolDevice extends KernelCommand<z.infer<typeof input>, EnrolledDevice> {}

type Holder = DeviceHolder & { readonly auxiliaryId: string };

@CommandHandler(EnrolDevice)
export class EnrolDeviceHandler implements ICommandHandler<EnrolDevice> {
  readonly #system = systemActor('devices');

  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
    private readonly leases: Leases,
    private readonly statusChanges: DeviceStatusChanges,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { identity, enrolmentId, container } }: EnrolDevice): Promise<EnrolledDevice> {
    const enrolment = await this.#find(enrolmentId);
    if (!enrolment) throw new DomainError('AUXILIARIES.ENROLMENT_EXPIRED', { kind: 'gone' });
    // With this code the app keeps the enrolment, because the account that began it may still send it.
    if (!enrolment.subjectDigest.equals(subjectDigest(identity))) {
      throw new DomainError('AUXILIARIES.ENROLMENT_OTHER_ACCOUNT', { kind: 'forbidden' });
    }
    const checked = checkEnrolmentContainer(container, enrolment.challenge);
    this.work.authorizeByProof();
    if (enrolment.deviceId !== null) return this.#existing(enrolment.deviceId, checked);
    if (enrolment.expiresAt <= this.clock.now())
      throw new DomainError('AUXILIARIES.ENROLMENT_EXPIRED', { kind: 'gone' });

    const { auxiliaryId } = enrolment;
    const holder = await this.dispatcher.ask(this.#system, new GetDeviceHolder({ auxiliaryId, lock: true }));
    // The e-mail address was corrected in the meantime, so the account of the first step no longer counts.
    if (holder.emailVersion !== enrolment.emailVersion) {
      throw new DomainError('AUXILIARIES.ENROLMENT_EXPIRED', { kind: 'gone' });
    }
    if (holder.status === 'discharged' || holder.processId !== checked.manifest.processId) {
      throw new DomainError('AUXILIARIES.ENROLMENT_REFUSED', { kind: 'forbidden' });
    }
    await requireOpenProcess(this.work, holder.processId);
    await requireNotSuspended(this.work, auxiliaryId);
    if (!(await this.signing.hasKey('intake', checked.sealedTo ?? ''))) {
      throw new DomainError('AUXILIARIES.ENROLMENT_CONTAINER_INVALID', { kind: 'invalid' });
    }
    const deviceId = await this.#store(enrolmentId, { ...holder, auxiliaryId }, checked, container);
    return this.#answerFor(deviceId, 'active');
  }

  async #find(enrolmentId: string): Promise<EnrolmentRow | undefined> {
    const [row] = await this.work.sql<EnrolmentRow>(
      `select auxiliary_id as "auxiliaryId", challenge, subject_digest as "subjectDigest", device_id as "deviceId",
         expires_at as "expiresAt", email_version as "emailVersion" from devices.enrolment where id = $1 for update`,
      [enrolmentId],
    );
    return row && { ...row, expiresAt: new Date(row.expiresAt) };
  }

  async #existing(deviceId: string, { digest }: CheckedEnrolment): Promise<EnrolledDevice> {
    const [device] = await this.work.sql<{ status: DeviceStatus }>(
      'select status from devices.device where id = $1 and manifest_digest = $2',
      [deviceId, digest],
    );
    if (!device) throw new DomainError('AUXILIARIES.ENROLMENT_EXPIRED', { kind: 'gone' });
    return this.#answerFor(deviceId, device.status);
  }

  async #answerFor(deviceId: string, status: DeviceStatus): Promise<EnrolledDevice> {
    const lease = await this.leases.issueFirst(deviceId);
    const review = await this.leases.reviewOf(deviceId);
    return { deviceId, lease, status, ...(review && { review }) };
  }

  async #store(
    enrolmentId: string,
    holder: Holder,
    { manifest, digest }: CheckedEnrolment,
    container: Uint8Array,
  ): Promise<string> {
    const { auxiliaryId } = holder;
    const { deviceId, enrolment } = manifest;
    const { x, y } = enrolment.devicePublicJwk;
    const thumbprint = sha256(`${x}.${y}`);
    const [taken] = await this.work.sql('select 1 as found from devices.device where id = $1 or key_thumbprint = $2', [
      deviceId,
      thumbprint,
    ]);
    if (taken) throw new DomainError('AUXILIARIES.DEVICE_KEY_TAKEN', { kind: 'conflict' });
    const blobKey = `enrolments/${enrolmentId}/${digest.toString('hex')}`;
    await this.blobs.put(blobKey, once(container));
    const now = this.clock.now();
    const attested = manifest.attestation !== '';
    const findings = await this.#findings(holder, attested, now);
    const [series] = await this.work.sql<{ number: string }>(`select nextval('devices.device_number') as number`);
    await this.work.sql(
      `insert into devices.device (id, auxiliary_id, folio_prefix, public_jwk, key_thumbprint, status, blob_key,
         manifest_digest, enrolled_at, attested, findings)
       values ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $9, $10)`,
      [
        deviceId,
        auxiliaryId,
        folioPrefix(Number(series?.number)),
        JSON.stringify(enrolment.devicePublicJwk),
        thumbprint,
        blobKey,
        digest,
        now,
        attested,
        JSON.stringify(findings),
      ],
    );
    await this.statusChanges.record({ deviceId, from: null, to: 'active', at: now });
    if (enrolment.duties) {
      const { version, acceptedAt } = enrolment.duties;
      await this.dispatcher.run(
        this.#system,
        new AcceptAuxiliaryDuties({ auxiliaryId, deviceId, version, acceptedAt }),
      );
    }
    const replaces = findings.includes('another-device');
    this.work.publish(new DeviceEnrolled({ deviceId, auxiliaryId, at: now.toISOString(), replaces }));
    await this.work.sql('update devices.enrolment set device_id = $2 where id = $1', [enrolmentId, deviceId]);
    const { processId, aspirantId } = holder;
    this.work.count('auxiliaries.devices', { processId, aspirantId }, 1);
    this.work.audit({
      subject: ['device', deviceId],
      stream: processId,
      details: { auxiliaryId, attested, [KEY_THUMBPRINT]: jwkThumbprint(enrolment.devicePublicJwk) },
    });
    return deviceId;
  }

  /** Findings that need no images: limits set by the OPL, and other devices or aspirants of the person. */
  async #findings(
    { auxiliaryId, entidad, aspirantId, otherAspirant }: Holder,
    attested: boolean,
    now: Date,
  ): Promise<Finding[]> {
    const policy = await policyOf(this.work, entidad);
    const findings: Finding[] = [];
    const reason = 'Otro dispositivo de la misma persona auxiliar';
    const retired = await this.statusChanges.dischargeOldest(auxiliaryId, {
      keep: policy.devicesAllowed - 1,
      at: now,
      reason,
    });
    if (retired > 0) findings.push('another-device');
    if ((await deviceAllowance(this.work, auxiliaryId, entidad)).active > 0) findings.push('second-device');
    if (otherAspirant) {
      findings.push(policy.secondAspirant ? 'second-aspirant' : 'other-aspirant');
    }
    if (!attested && policy.unattestedAllowed !== null) {
      const [count] = await this.work.sql<{ devices: number }>(
        `select count(*)::int as devices from devices.device d
           join auxiliaries.published_auxiliary a on a.id = d.auxiliary_id
         where a.aspirant_id = $1 and a.status <> 'discharged' and not d.attested and d.status <> 'discharged'`,
        [aspirantId],
      );
      if ((count?.devices ?? 0) >= policy.unattestedAllowed) findings.push('over-unattested');
    }
    return findings;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
