import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ViewerWatermarks, type ViewedImage } from '../../accounts/index.js';
import { authorizeEnrolmentReview, type ReviewedEnrolment } from '../persistence/device-reviews.js';
import { EnrolmentKeys } from '../unseal/enrolment-keys.js';
import {
  EnrolmentOpener,
  EnrolmentUnreadable,
  ENROLMENT_PARTS,
  type EnrolmentPart,
} from '../unseal/enrolment-opener.js';

const input = z.object({ deviceId: z.uuid(), part: z.enum(ENROLMENT_PARTS) });

/**
 * One image of an enrolment, to be shown with `showWatermarked`; never stored unencrypted (§7.3, decision 24).
 * @throws DomainError AUXILIARIES.IMAGE_UNAVAILABLE if it cannot be opened, e.g. because the key is not available yet
 */
@QuerySpec({
  name: 'devices.get-enrolment-image',
  permission: 'devices.review',
  input,
  personalData: true,
  watched: 'opened',
})
export class GetEnrolmentImage extends KernelQuery<z.infer<typeof input>, ViewedImage> {}

@QueryHandler(GetEnrolmentImage)
export class GetEnrolmentImageHandler implements IQueryHandler<GetEnrolmentImage> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly opener: EnrolmentOpener,
    private readonly keys: EnrolmentKeys,
    private readonly watermarks: ViewerWatermarks,
  ) {}

  async execute({ input: { deviceId, part } }: GetEnrolmentImage): Promise<ViewedImage> {
    const enrolment = await authorizeEnrolmentReview(this.work, deviceId);
    this.work.audit({
      subject: ['device', deviceId],
      stream: enrolment.processId,
      details: { part, folioPrefix: enrolment.folioPrefix },
    });
    const image = await this.#open(enrolment, part);
    const unavailable = new DomainError('AUXILIARIES.IMAGE_UNAVAILABLE', { kind: 'unavailable' });
    if (!image) throw unavailable;
    return this.watermarks.view(image, unavailable);
  }

  async #open(enrolment: ReviewedEnrolment, part: EnrolmentPart): Promise<Buffer | undefined> {
    const key = await this.keys.find(enrolment);
    if (!key) return undefined;
    try {
      return await this.opener.openImage(enrolment, key, part);
    } catch (error) {
      if (error instanceof EnrolmentUnreadable) return undefined;
      throw error;
    }
  }
}
