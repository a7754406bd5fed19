import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { mediaTypeOf } from '../../../kernel/documents/scan.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { EnrolmentOpener, EnrolmentUnreadable, ENROLMENT_PARTS } from '../unseal/enrolment-opener.js';

const input = z.object({ deviceId: z.uuid(), part: z.enum(ENROLMENT_PARTS) });

export interface EnrolmentImage {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** One decrypted image of an enrolment; never stored unencrypted (§7.3, decision 24). */
@QuerySpec({ name: 'devices.get-enrolment-image', permission: 'devices.review', input, personalData: true })
export class GetEnrolmentImage extends KernelQuery<z.infer<typeof input>, EnrolmentImage> {}

@QueryHandler(GetEnrolmentImage)
export class GetEnrolmentImageHandler implements IQueryHandler<GetEnrolmentImage> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly opener: EnrolmentOpener,
  ) {}

  async execute({ input: { deviceId, part } }: GetEnrolmentImage): Promise<EnrolmentImage> {
    const device = await this.work.record<{ blobKey: string; entidad: string; processId: string }>(
      `select d.blob_key as "blobKey", p.entidad, p.process_id as "processId"
       from devices.device d join devices.published_device p using (id) where d.id = $1`,
      [deviceId],
    );
    if (!device) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    this.work.authorize({ entidad: device.entidad });
    this.work.audit({ subject: ['device', deviceId], stream: device.processId, details: { part } });
    const bytes = await this.#open(device.blobKey, part);
    if (!bytes) throw new DomainError('AUXILIARIES.IMAGE_UNAVAILABLE', { kind: 'unavailable' });
    return { mediaType: mediaTypeOf(bytes) ?? 'application/octet-stream', bytes };
  }

  async #open(blobKey: string, part: string): Promise<Buffer | undefined> {
    try {
      return (await this.opener.open(blobKey)).parts.get(part);
    } catch (error) {
      if (error instanceof EnrolmentUnreadable) return undefined;
      throw error;
    }
  }
}
