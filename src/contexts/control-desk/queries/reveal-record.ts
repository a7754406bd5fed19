import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { withOnly } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetReviewFacts, GetSignals } from '../../verification/index.js';
import { showFacts } from '../domain/masked-facts.js';
import { REVEAL_REASONS } from '../domain/reveal-reason.js';
import { PaperCapturers } from '../persistence/paper-capturers.js';
import { authorizeReview } from '../persistence/review-right.js';
import type { ReviewedFacts } from './review-record.js';

const input = z.object({ supportId: z.uuid(), reason: z.enum(REVEAL_REASONS) });

/**
 * The facts of a record with complete personal data, for its assigned reviewer, whose reason is audited (§11.1).
 * @throws DomainError those of {@link authorizeReview}
 */
@QuerySpec({
  name: 'control-desk.reveal-record',
  permission: 'control-desk.look',
  input,
  personalData: true,
  watched: 'revealed',
})
export class RevealRecord extends KernelQuery<z.infer<typeof input>, ReviewedFacts> {}

@QueryHandler(RevealRecord)
export class RevealRecordHandler implements IQueryHandler<RevealRecord> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly capturers: PaperCapturers,
  ) {}

  async execute({ input: { supportId, reason } }: RevealRecord): Promise<ReviewedFacts> {
    const { processId } = await authorizeReview(this.work, this.clock, this.capturers, supportId);
    this.work.audit({ subject: ['support', supportId], stream: processId, details: { revealedFor: reason } });
    const reader = withOnly(this.work.actor, 'verification.evidence');
    const facts = await this.dispatcher.ask(reader, new GetReviewFacts({ supportId, shown: 'full' }));
    const signals = await this.dispatcher.ask(reader, new GetSignals({ supportId }));
    return { facts: showFacts(facts, true), signals };
  }
}
