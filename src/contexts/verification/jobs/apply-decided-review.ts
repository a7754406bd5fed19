import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { ApplyDeskVerdict } from '../commands/apply-desk-verdict.js';
import { ReviewDecided } from '../events/review-decided.js';

const NAME = 'verification.apply-decided-review';

/** Applies a decided review to the class of the support and of the elector's other supports. */
@Injectable()
@Consumes(ReviewDecided, NAME)
export class ApplyDecidedReview implements EventConsumer<ReviewDecided> {
  constructor(private readonly dispatcher: Dispatcher) {}

  async handle({ supportId, verdict, subReason, at }: ReviewDecided['payload']): Promise<void> {
    const reason = subReason ?? undefined;
    await this.dispatcher.run(systemActor(NAME), new ApplyDeskVerdict({ supportId, verdict, reason, givenAt: at }));
  }
}
