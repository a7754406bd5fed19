import { Injectable } from '@nestjs/common';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AspirantWithdrawn } from '../../aspirants/index.js';
import { AspirantWithdrawalAnnounced } from '../events/aspirant-withdrawal-announced.js';

/** Auxiliaries per event: an aspirant may have 100,000. */
const PAGE_SIZE = 500;

/** Names the auxiliaries of an aspirant who withdrew, so that each gets an e-mail. */
@Injectable()
@Consumes(AspirantWithdrawn, 'auxiliaries.announce-withdrawal')
export class AnnounceWithdrawal implements EventConsumer<AspirantWithdrawn> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ aspirantId, processId }: AspirantWithdrawn['payload']): Promise<void> {
    let last: string | null = null;
    for (;;) {
      const page: { id: string }[] = await this.work.sql<{ id: string }>(
        `select id from auxiliaries.auxiliary
         where aspirant_id = $1 and status <> 'discharged' and ($2::uuid is null or id > $2)
         order by id limit ${String(PAGE_SIZE)}`,
        [aspirantId, last],
      );
      if (page.length === 0) return;
      const auxiliaryIds = page.map(({ id }) => id);
      this.work.publish(new AspirantWithdrawalAnnounced({ aspirantId, processId, auxiliaryIds }));
      last = auxiliaryIds.at(-1) ?? null;
    }
  }
}
