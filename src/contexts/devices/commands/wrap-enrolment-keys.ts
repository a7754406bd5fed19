import { Logger } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { AuditedDetails } from '../../../kernel/audit/audited-details.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { DevicesBlobs } from '../persistence/blob-owner.js';
import { addEvidenceKey, findEnrolmentKey, type EnrolmentKey } from '../persistence/evidence-keys.js';
import { EnrolmentOpener, EnrolmentUnreadable, type StoredEnrolment } from '../unseal/enrolment-opener.js';

/** The use case whose audit entry proves that an enrolment was opened and checked, and its name in earlier releases. */
const CHECKED_BY = ['devices.check-enrolment', 'auxiliaries.check-enrolment'];

const input = z.object({ deviceIds: z.array(z.uuid()).min(1).max(50) });

export interface WrappedEnrolmentKeys {
  /** Enrolments whose keys were obtained with the intake key, because none of their wrapped keys could be opened. */
  readonly wrapped: number;
  /** Enrolments whose keys were wrapped under an earlier evidence key. */
  readonly rewrapped: number;
  /** Enrolments whose keys were not wrapped because something does not match; the log names them. */
  readonly refused: number;
}

/**
 * Wraps the keys of checked enrolments under the newest evidence key unless they already are, as
 * `verification.wrap-evidence-keys` does for records. The audit trail must have an authentic entry of the check, and
 * the device that was enrolled must have signed the container.
 * @throws OutageError if this process does not hold the intake key.
 */
@CommandSpec({
  name: 'devices.wrap-enrolment-keys',
  permission: 'devices.wrap-enrolment-keys',
  input,
  heldBy: 'system',
  noLegalDeadline: 'stores the time at which a key was wrapped',
})
export class WrapEnrolmentKeys extends KernelCommand<z.infer<typeof input>, WrappedEnrolmentKeys> {}

@CommandHandler(WrapEnrolmentKeys)
export class WrapEnrolmentKeysHandler implements ICommandHandler<WrapEnrolmentKeys> {
  readonly #logger = new Logger('WrapEnrolmentKeys');

  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly auditedDetails: AuditedDetails,
    private readonly stored: DevicesBlobs,
    private readonly blobs: BlobStore,
    private readonly opener: EnrolmentOpener,
  ) {}

  async execute({ input: { deviceIds } }: WrapEnrolmentKeys): Promise<WrappedEnrolmentKeys> {
    // Spans all entidades: only the system has this permission.
    this.work.authorize({});
    const devices = await this.work.sql<StoredEnrolment & object>(
      `select id as "deviceId", blob_key as "blobKey", manifest_digest as "manifestDigest" from devices.device
       where id = any($1::uuid[]) and checked_at is not null order by id`,
      [deviceIds],
    );
    const result = { wrapped: 0, rewrapped: 0, refused: 0 };
    for (const device of devices) {
      const outcome = await this.#wrap(device);
      if (outcome !== 'current') result[outcome] += 1;
    }
    if (Object.values(result).some((count) => count > 0)) this.work.audit({ subject: ['none', ''], details: result });
    return result;
  }

  async #wrap(device: StoredEnrolment): Promise<keyof WrappedEnrolmentKeys | 'current'> {
    const { deviceId } = device;
    const found = await findEnrolmentKey(this.work, this.cipher, deviceId);
    if (found && (await this.cipher.isUnderNewest(found.encrypted, 'evidence'))) return 'current';
    const key = found?.value ?? (await this.#proven(device));
    if (typeof key === 'string') {
      this.#logger.warn({ msg: 'could not wrap an enrolment key', deviceId, cause: key });
      return 'refused';
    }
    await addEvidenceKey(this.work, this.cipher, deviceId, key, this.clock.now());
    await this.work.sql('select devices.delete_replaced_evidence_keys($1::uuid[])', [[deviceId]]);
    return found ? 'rewrapped' : 'wrapped';
  }

  /** @returns the key, or the reason why the enrolment cannot be proved or opened. */
  async #proven(device: StoredEnrolment): Promise<EnrolmentKey | string> {
    const { deviceId, blobKey: key } = device;
    const entries = await this.auditedDetails.find({
      subjectKind: 'device',
      subjectIds: [deviceId],
      actions: CHECKED_BY,
      detail: 'findings',
    });
    if (entries.length === 0) return 'audit.not-checked';
    try {
      const bytes = await this.blobs.read(key);
      const [fault] = await this.stored.verify({ id: deviceId, key }, once(bytes));
      return fault ?? (await this.opener.open(device)).enrolmentKey;
    } catch (error) {
      if (error instanceof EnrolmentUnreadable) return 'container.not-opened';
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'container.missing';
      throw error;
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
