import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { ListAccountsOfPerson } from '../../accounts/index.js';

/** Who captured a record on paper never reviews it, under whatever account (§4.2, §11.1). */
@Injectable()
export class PaperCapturers {
  constructor(private readonly dispatcher: Dispatcher) {}

  /** Every account of the person who reviews: records that one of them captured are not theirs to judge. */
  accountsOf(reviewerId: string): Promise<string[]> {
    return this.dispatcher.ask(
      systemActor('control-desk.duties'),
      new ListAccountsOfPerson({ accountIds: [reviewerId] }),
    );
  }
}
