import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { withOnly } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ViewerWatermarks, type ViewedImage } from '../../accounts/index.js';
import { GetEvidence, type EvidencePart } from '../../verification/index.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { authorizeReview } from '../persistence/review-right.js';

const input = z.object({ supportId: z.uuid(), part: z.string().max(40) });

/**
 * One image of a record for its assigned reviewer, to be shown with `showWatermarked` (§11.1). `GetEvidence` audits the
 * read.
 * @throws DomainError those of {@link authorizeReview} and VERIFICATION.EVIDENCE_UNAVAILABLE
 */
@QuerySpec({ name: 'control-desk.get-record-image', permission: 'control-desk.look', input })
export class GetRecordImage extends KernelQuery<z.infer<typeof input>, ViewedImage> {}

@QueryHandler(GetRecordImage)
export class GetRecordImageHandler implements IQueryHandler<GetRecordImage> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly capturers: PaperCapturers,
    private readonly watermarks: ViewerWatermarks,
  ) {}

  async execute({ input: { supportId, part } }: GetRecordImage): Promise<ViewedImage> {
    const { folio } = await authorizeReview(this.work, this.clock, this.capturers, supportId);
    const { bytes } = await this.dispatcher.ask(
      withOnly(this.work.actor, 'verification.evidence'),
      new GetEvidence({ supportId, part: part as EvidencePart }),
    );
    const unavailable = new DomainError('VERIFICATION.EVIDENCE_UNAVAILABLE', {
      kind: 'unavailable',
      params: { folio },
    });
    return this.watermarks.view(bytes, unavailable);
  }
}
