import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { OfficialLeft } from '../../accounts/index.js';
import { TransferWorkload } from '../commands/transfer-workload.js';

const ACTOR = systemActor('control-desk.hand-over-open-work');

/** Transfers the open records of a departed reviewer to another one (decision 27). */
@Injectable()
@Consumes(OfficialLeft, 'control-desk.hand-over-open-work')
export class TransferOpenWork implements EventConsumer<OfficialLeft> {
  constructor(private readonly dispatcher: Dispatcher) {}

  async handle({ accountId, successorId }: OfficialLeft['payload']): Promise<void> {
    try {
      await this.dispatcher.run(ACTOR, new TransferWorkload({ reviewerId: accountId, successorId }));
    } catch (error) {
      // The chosen successor has left in the meantime: select the reviewer with the fewest open records.
      if (!(error instanceof DomainError) || error.code !== 'CONTROL_DESK.NOT_A_REVIEWER') throw error;
      await this.dispatcher.run(ACTOR, new TransferWorkload({ reviewerId: accountId, successorId: null }));
    }
  }
}
