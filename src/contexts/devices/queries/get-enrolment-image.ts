import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { mediaTypeOf } from '../../../kernel/documents/scan.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { openEnrolmentKey } from '../persistence/evidence-keys.js';
import {
  EnrolmentOpener,
  EnrolmentUnreadable,
  ENROLMENT_PARTS,
  type EnrolmentPart,
} from '../unseal/enrolment-opener.js';

const input = z.object({ deviceId: z.uuid(), part: z.enum(ENROLMENT_PARTS) });

export interface EnrolmentImage {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** One decrypted image of an enrolment; never stored unencrypted (§7.3, decision 24). */
@QuerySpec({ name: 'devices.get-enrolment-image', permission: 'devices.review', input, personalData: true })
export class GetEnrolmentImage extends KernelQuery<z.infer<typeof input>, EnrolmentImage> {}

interface ImageRow {
  readonly blobKey: string;
  readonly evidenceKey: Buffer | null;
  readonly entidad: string;
  readonly processId: string;
}

@QueryHandler(GetEnrolmentImage)
export class GetEnrolmentImageHandler implements IQueryHandler<GetEnrolmentImage> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly opener: EnrolmentOpener,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { deviceId, part } }: GetEnrolmentImage): Promise<EnrolmentImage> {
    const device = await this.work.record<ImageRow & object>(
      `select d.blob_key as "blobKey", d.evidence_key as "evidenceKey", p.entidad, p.process_id as "processId"
       from devices.device d join devices.published_device p using (id) where d.id = $1`,
      [deviceId],
    );
    if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize({ entidad: device.entidad });
    this.work.audit({ subject: ['device', deviceId], stream: device.processId, details: { part } });
    const bytes = await this.#open(deviceId, device, part);
    if (!bytes) throw new DomainError('AUXILIARIES.IMAGE_UNAVAILABLE', { kind: 'unavailable' });
    return { mediaType: mediaTypeOf(bytes) ?? 'application/octet-stream', bytes };
  }

  /** @returns undefined if the image cannot be opened, or if the enrolment has not been checked yet. */
  async #open(deviceId: string, { blobKey, evidenceKey }: ImageRow, part: EnrolmentPart): Promise<Buffer | undefined> {
    if (!evidenceKey) return undefined;
    try {
      return await this.opener.openImage(blobKey, await openEnrolmentKey(this.cipher, deviceId, evidenceKey), part);
    } catch (error) {
      if (error instanceof EnrolmentUnreadable) return undefined;
      throw error;
    }
  }
}
