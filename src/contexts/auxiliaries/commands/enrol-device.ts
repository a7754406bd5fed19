import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { folioPrefix } from '../domain/auxiliary-id.js';
import { checkEnrolmentContainer, type CheckedEnrolment } from '../domain/enrolment-container.js';
import type { Finding } from '../domain/enrolment-findings.js';
import { DeviceEnrolled } from '../events/device-enrolled.js';
import { Leases } from '../leases.js';
import { findAuxiliary, recordStatusMove, type AuxiliaryRow } from '../persistence/auxiliary-records.js';
import { recordDeviceMove, retireDevices } from '../persistence/device-moves.js';
import { devicesHeld, helpsAnother, requireNotSuspended, type DeviceStatus } from '../persistence/device-records.js';
import { recordAcceptance } from '../persistence/duties-records.js';
import { policyOf } from '../persistence/enrolment-policies.js';
import { identitySchema } from '../sign-in-tickets.js';
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
}

interface EnrolmentRow {
  readonly auxiliaryId: string;
  readonly challenge: string;
  readonly subjectDigest: Buffer;
  readonly expiresAt: Date;
  readonly deviceId: string | null;
}

/**
 * Second step of a device's enrolment (§7.3–7.4): images sealed, challenge signed by the key the device will sign with.
 * The same container sent again gets the same device. Refuses with AUXILIARIES.ENROLMENT_EXPIRED,
 * .ENROLMENT_CONTAINER_INVALID, .PROOF_INVALID, .ENROLMENT_REFUSED, .SUSPENDED, .DEVICE_KEY_TAKEN.
 */
@CommandSpec({ name: 'auxiliaries.enrol-device', permission: 'auxiliaries.enrol', input })
export class EnrolDevice extends KernelCommand<z.infer<typeof input>, EnrolledDevice> {}

@CommandHandler(EnrolDevice)
export class EnrolDeviceHandler implements ICommandHandler<EnrolDevice> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly blobs: BlobStore,
    private readonly signing: Signing,
    private readonly leases: Leases,
  ) {}

  async execute({ input: { identity, enrolmentId, container } }: EnrolDevice): Promise<EnrolledDevice> {
    const enrolment = await this.#find(enrolmentId);
    if (!enrolment?.subjectDigest.equals(subjectDigest(identity))) {
      throw new DomainError('AUXILIARIES.ENROLMENT_EXPIRED', { kind: 'gone' });
    }
    const checked = checkEnrolmentContainer(container, enrolment.challenge);
    this.work.authorizeByProof();
    if (enrolment.deviceId !== null) return this.#again(enrolment.deviceId, checked);
    if (enrolment.expiresAt <= this.clock.now())
      throw new DomainError('AUXILIARIES.ENROLMENT_EXPIRED', { kind: 'gone' });

    const auxiliary = await findAuxiliary(this.work, enrolment.auxiliaryId, true);
    const { processId } = checked.manifest;
    if (auxiliary.status === 'discharged' || auxiliary.processId !== processId) {
      throw new DomainError('AUXILIARIES.ENROLMENT_REFUSED', { kind: 'forbidden' });
    }
    await requireNotSuspended(this.work, auxiliary.id);
    if (!(await this.signing.knows('intake', checked.sealedTo ?? ''))) {
      throw new DomainError('AUXILIARIES.ENROLMENT_CONTAINER_INVALID', { kind: 'invalid' });
    }
    const deviceId = await this.#store(enrolmentId, auxiliary, checked, container);
    return { deviceId, lease: await this.leases.issue(deviceId), status: 'active' };
  }

  async #find(enrolmentId: string): Promise<EnrolmentRow | undefined> {
    const [row] = await this.work.sql<EnrolmentRow>(
      `select auxiliary_id as "auxiliaryId", challenge, subject_digest as "subjectDigest", device_id as "deviceId",
         expires_at as "expiresAt" from auxiliaries.enrolment where id = $1 for update`,
      [enrolmentId],
    );
    return row && { ...row, expiresAt: new Date(row.expiresAt) };
  }

  async #again(deviceId: string, { digest }: CheckedEnrolment): Promise<EnrolledDevice> {
    const [device] = await this.work.sql<{ status: DeviceStatus }>(
      'select status from auxiliaries.device where id = $1 and manifest_digest = $2',
      [deviceId, digest],
    );
    if (!device) throw new DomainError('AUXILIARIES.ENROLMENT_EXPIRED', { kind: 'gone' });
    return { deviceId, lease: await this.leases.issue(deviceId), status: device.status };
  }

  async #store(
    enrolmentId: string,
    auxiliary: AuxiliaryRow,
    { manifest, digest }: CheckedEnrolment,
    container: Uint8Array,
  ): Promise<string> {
    const { deviceId, enrolment } = manifest;
    const { x, y } = enrolment.devicePublicJwk;
    const thumbprint = sha256(`${x}.${y}`);
    const [taken] = await this.work.sql(
      'select 1 as found from auxiliaries.device where id = $1 or key_thumbprint = $2',
      [deviceId, thumbprint],
    );
    if (taken) throw new DomainError('AUXILIARIES.DEVICE_KEY_TAKEN', { kind: 'conflict' });
    const blobKey = `enrolments/${enrolmentId}/${digest.toString('hex')}`;
    await this.blobs.put(blobKey, once(container));
    const now = this.clock.now();
    const attested = manifest.attestation !== '';
    const findings = await this.#findings(auxiliary, attested, now);
    const [series] = await this.work.sql<{ number: string }>(`select nextval('auxiliaries.device_number') as number`);
    await this.work.sql(
      `insert into auxiliaries.device (id, auxiliary_id, folio_prefix, public_jwk, key_thumbprint, status, blob_key,
         manifest_digest, enrolled_at, attested, findings)
       values ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $9, $10)`,
      [
        deviceId,
        auxiliary.id,
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
    if (enrolment.duties) {
      await recordAcceptance(this.work, { auxiliaryId: auxiliary.id, deviceId }, enrolment.duties, now);
    }
    await recordDeviceMove(this.work, { deviceId, from: null, to: 'active', at: now });
    this.work.publish(new DeviceEnrolled({ deviceId, auxiliaryId: auxiliary.id }));
    await this.work.sql('update auxiliaries.enrolment set device_id = $2 where id = $1', [enrolmentId, deviceId]);
    if (auxiliary.status === 'registered') {
      await this.work.sql(`update auxiliaries.auxiliary set status = 'enrolled' where id = $1`, [auxiliary.id]);
      await recordStatusMove(this.work, { auxiliaryId: auxiliary.id, from: 'registered', to: 'enrolled', at: now });
    }
    const { processId, aspirantId } = auxiliary;
    this.work.count('auxiliaries.devices', { processId, aspirantId }, 1);
    this.work.audit({
      subject: ['device', deviceId],
      stream: processId,
      details: { auxiliaryId: auxiliary.id, attested },
    });
    return deviceId;
  }

  /** What can be told before the images are opened: of the OPL's limits, and of what the same person has elsewhere. */
  async #findings(auxiliary: AuxiliaryRow, attested: boolean, now: Date): Promise<Finding[]> {
    const { id, entidad, aspirantId, processId } = auxiliary;
    const policy = await policyOf(this.work, entidad);
    const findings: Finding[] = [];
    const reason = 'Otro dispositivo de la misma persona auxiliar';
    const retired = await retireDevices(this.work, id, { keep: policy.devicesAllowed - 1, at: now, reason });
    if (retired > 0) findings.push('another-device');
    if ((await devicesHeld(this.work, auxiliary)).active > 0) findings.push('second-device');
    if (await helpsAnother(this.work, id, processId)) {
      findings.push(policy.secondAspirant ? 'second-aspirant' : 'other-aspirant');
    }
    if (!attested && policy.unattestedAllowed !== null) {
      const [count] = await this.work.sql<{ devices: number }>(
        `select count(*)::int as devices from auxiliaries.device d join auxiliaries.auxiliary a on a.id = d.auxiliary_id
         where a.aspirant_id = $1 and not d.attested and d.status <> 'discharged'`,
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
