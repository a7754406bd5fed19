import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { RecordEndedGrants } from '../commands/record-ended-grants.js';

/** Records the grants that ended since the last run. */
@Injectable()
export class EndedGrants {
  constructor(private readonly dispatcher: Dispatcher) {}

  @Recurring({ name: 'record ended grants', everyMs: 5 * 60_000 })
  async run(): Promise<void> {
    await this.dispatcher.run(systemActor('accounts.ended-grants'), new RecordEndedGrants({}));
  }
}
