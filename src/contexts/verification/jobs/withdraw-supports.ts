import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { WithdrawnSupportsDue } from '../events/withdrawn-supports-due.js';
import { findSupports, judge, lockSupports, waitForElectors } from '../persistence/support-records.js';

const PAGE = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Takes the supports of a withdrawn aspirant out of their places and judges the electors' other supports anew
 * (decision 13). A page is a transaction; the next one follows by an event of its own.
 */
@Injectable()
@Consumes(WithdrawnSupportsDue, 'verification.withdraw-supports')
export class WithdrawSupports implements EventConsumer<WithdrawnSupportsDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async handle({ aspirantId, after }: WithdrawnSupportsDue['payload']): Promise<void> {
    const page = await this.work.sql<{ id: string }>(
      `select id from verification.support where aspirant_id = $1 and id > $2 and not withdrawn
       order by id limit ${String(PAGE)}`,
      [aspirantId, after ?? FIRST],
    );
    const ids = page.map(({ id }) => id);
    // Supports before electors, both in one order, as everybody who changes them does.
    await lockSupports(this.work, ids);
    const before = await findSupports(this.work, ids);
    await waitForElectors(
      this.work,
      before.map(({ electorKey }) => electorKey),
    );
    await this.work.sql('update verification.support set withdrawn = true where id = any($1::uuid[])', [ids]);
    // One that waits for its elector has no place to leave.
    const own = before.filter(({ electorKey }) => electorKey !== null);
    await judge(this.work, { own, cause: 'aspirant-withdrawn', at: this.clock.now() });
    const last = ids.at(-1);
    if (last !== undefined && ids.length === PAGE) {
      this.work.publish(new WithdrawnSupportsDue({ aspirantId, after: last }));
    }
    this.work.audit({ subject: ['aspirant', aspirantId], details: { withdrawn: ids.length } });
  }
}
