import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { ApplyDeskVerdict } from '../commands/apply-desk-verdict.js';
import { VerdictGiven } from '../events/verdict-given.js';

const ACTOR = 'verification.take-desk-verdict';

/** Verdicts re-enter verification: the class is derived anew, and with it those of the elector's other supports. */
@Injectable()
@Consumes(VerdictGiven, ACTOR)
export class TakeDeskVerdict implements EventConsumer<VerdictGiven> {
  constructor(private readonly dispatcher: Dispatcher) {}

  async handle({ supportId, verdict, subReason, at }: VerdictGiven['payload']): Promise<void> {
    const reason = subReason ?? undefined;
    await this.dispatcher.run(systemActor(ACTOR), new ApplyDeskVerdict({ supportId, verdict, reason, givenAt: at }));
  }
}
