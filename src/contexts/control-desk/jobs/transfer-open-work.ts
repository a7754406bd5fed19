import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { OfficialLeft } from '../../accounts/index.js';
import { TransferWorkload } from '../commands/transfer-workload.js';

const job = systemActor('control-desk.hand-over-open-work');

/** The open records of who left go to another reviewer (decision 27). */
@Injectable()
@Consumes(OfficialLeft, 'control-desk.hand-over-open-work')
export class TransferOpenWork implements EventConsumer<OfficialLeft> {
  constructor(private readonly dispatcher: Dispatcher) {}

  async handle({ accountId, successorId }: OfficialLeft['payload']): Promise<void> {
    try {
      await this.dispatcher.run(job, new TransferWorkload({ reviewerId: accountId, successorId }));
    } catch (error) {
      // Whoever was chosen left meanwhile: then whoever has the least.
      if (!(error instanceof DomainError) || error.code !== 'CONTROL_DESK.NOT_A_REVIEWER') throw error;
      await this.dispatcher.run(job, new TransferWorkload({ reviewerId: accountId, successorId: null }));
    }
  }
}
