import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { withOnly } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { watermark } from '../../../kernel/images/watermark.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetOfficialNames } from '../../accounts/index.js';
import { GetEvidence, type EvidencePart } from '../../verification/index.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { authorizeReview } from '../persistence/review-right.js';

const input = z.object({ supportId: z.uuid(), part: z.string().max(40) });

export interface RecordImage {
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly bytes: Buffer;
}

/**
 * One image of a record for its assigned reviewer, marked with their account and the time (§11.1). `GetEvidence` audits
 * the read.
 * @throws DomainError those of {@link authorizeReview} and VERIFICATION.EVIDENCE_UNAVAILABLE
 */
@QuerySpec({ name: 'control-desk.get-record-image', permission: 'control-desk.review', input })
export class GetRecordImage extends KernelQuery<z.infer<typeof input>, RecordImage> {}

@QueryHandler(GetRecordImage)
export class GetRecordImageHandler implements IQueryHandler<GetRecordImage> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly capturers: PaperCapturers,
  ) {}

  async execute({ input: { supportId, part } }: GetRecordImage): Promise<RecordImage> {
    const { actor } = this.work;
    const { folio } = await authorizeReview(this.work, this.capturers, supportId);
    const { bytes } = await this.dispatcher.ask(
      withOnly(actor, 'verification.evidence'),
      new GetEvidence({ supportId, part: part as EvidencePart }),
    );
    const [viewer] = await this.dispatcher.ask(
      withOnly(actor, 'accounts.read'),
      new GetOfficialNames({ ids: [actor.id] }),
    );
    const text = `${viewer?.account ?? actor.id} ${formatCentral(this.clock.now())}`;
    try {
      const marked = await watermark(bytes, text);
      return { bytes: marked, contentType: marked[0] === 0x89 ? 'image/png' : 'image/jpeg' };
    } catch {
      throw new DomainError('VERIFICATION.EVIDENCE_UNAVAILABLE', { kind: 'unavailable', params: { folio } });
    }
  }
}
