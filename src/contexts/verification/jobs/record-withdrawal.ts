import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AspirantWithdrawn } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { recordAspirantWithdrawal, WITHDRAWAL_CONSUMER } from '../persistence/withdrawn-aspirants.js';
import { WithdrawSupports } from './withdraw-supports.js';

/** New supports of a withdrawn aspirant no longer count (decision 13). A long job withdraws the existing ones. */
@Injectable()
@Consumes(AspirantWithdrawn, WITHDRAWAL_CONSUMER)
export class RecordWithdrawal implements EventConsumer<AspirantWithdrawn> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle({ aspirantId, processId }: AspirantWithdrawn['payload']): Promise<void> {
    await recordAspirantWithdrawal(this.work, aspirantId, this.clock.now());
    const { entidad } = await this.dispatcher.ask(systemActor(WITHDRAWAL_CONSUMER), new GetProcess({ processId }));
    await this.work.startJob(
      WithdrawSupports,
      { aspirantId },
      { dedupeKey: aspirantId, territory: entidad, stream: processId },
    );
    this.work.audit({ subject: ['aspirant', aspirantId], stream: processId, details: { withdrawn: true } });
  }
}
