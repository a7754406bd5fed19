import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { ListAccountsOfPerson } from '../../accounts/index.js';

/** An official who captured a record on paper must not review it, under any of their accounts (§4.2, §11.1). */
@Injectable()
export class PaperCapturers {
  constructor(private readonly dispatcher: Dispatcher) {}

  /** All accounts of the person behind this reviewer. */
  accountsOf(reviewerId: string): Promise<string[]> {
    return this.dispatcher.ask(
      systemActor('control-desk.duties'),
      new ListAccountsOfPerson({ accountIds: [reviewerId] }),
    );
  }
}
