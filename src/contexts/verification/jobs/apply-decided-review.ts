import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { ApplyDeskVerdict } from '../commands/apply-desk-verdict.js';
import { REVIEW_CONSUMER, ReviewDecided } from '../events/review-decided.js';

/** Applies a decided review to the class of the support and of the elector's other supports. */
@Injectable()
@Consumes(ReviewDecided, REVIEW_CONSUMER)
export class ApplyDecidedReview implements EventConsumer<ReviewDecided> {
  constructor(private readonly dispatcher: Dispatcher) {}

  async handle({ supportId, verdict, subReason, at }: ReviewDecided['payload']): Promise<void> {
    const reason = subReason ?? undefined;
    await this.dispatcher.run(
      systemActor(REVIEW_CONSUMER),
      new ApplyDeskVerdict({ supportId, verdict, reason, givenAt: at }),
    );
  }
}
