import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { WithdrawnSupportsDue } from '../events/withdrawn-supports-due.js';
import { findSupport, lockSupport, reclassify, waitForElectors } from '../persistence/support-records.js';

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
    for (const id of ids) await lockSupport(this.work, id);
    const electors = await this.work.sql<{ key: Buffer }>(
      `select distinct elector_key as key from verification.support where id = any($1::uuid[]) and elector_key is not null`,
      [ids],
    );
    await waitForElectors(
      this.work,
      electors.map(({ key }) => key),
    );
    await this.work.sql('update verification.support set withdrawn = true where id = any($1::uuid[])', [ids]);
    for (const id of ids) {
      const support = await findSupport(this.work, id);
      // One that waits for its elector has no place to leave.
      if (support.electorKey) await reclassify(this.work, support, 'aspirant-withdrawn', this.clock.now());
    }
    const last = ids.at(-1);
    if (last !== undefined && ids.length === PAGE) {
      this.work.publish(new WithdrawnSupportsDue({ aspirantId, after: last }));
    }
    this.work.audit({ subject: ['aspirant', aspirantId], details: { withdrawn: ids.length } });
  }
}
