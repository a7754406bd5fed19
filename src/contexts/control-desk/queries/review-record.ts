import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { withOnly } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetReviewFacts, GetSignals, type SignalView } from '../../verification/index.js';
import { showFacts, type ShownFacts } from '../domain/masked-facts.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { authorizeReview } from '../persistence/review-right.js';

const input = z.object({ supportId: z.uuid() });

export interface ReviewedFacts {
  readonly facts: ShownFacts;
  readonly signals: readonly SignalView[];
}

/**
 * The facts of a record for its assigned reviewer, with personal data masked (§11.1). `GetReviewFacts` audits the read.
 * @throws DomainError those of {@link authorizeReview}
 */
@QuerySpec({ name: 'control-desk.review-record', permission: 'control-desk.look', input })
export class ReviewRecord extends KernelQuery<z.infer<typeof input>, ReviewedFacts> {}

@QueryHandler(ReviewRecord)
export class ReviewRecordHandler implements IQueryHandler<ReviewRecord> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly capturers: PaperCapturers,
  ) {}

  async execute({ input: { supportId } }: ReviewRecord): Promise<ReviewedFacts> {
    await authorizeReview(this.work, this.clock, this.capturers, supportId);
    const reader = withOnly(this.work.actor, 'verification.evidence');
    const facts = await this.dispatcher.ask(reader, new GetReviewFacts({ supportId, shown: 'masked' }));
    const signals = await this.dispatcher.ask(reader, new GetSignals({ supportId }));
    return { facts: showFacts(facts, false), signals };
  }
}
