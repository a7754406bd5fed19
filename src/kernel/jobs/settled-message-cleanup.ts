import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { driverConnection } from '../database/driver-connection.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Recurring } from './recurring.js';

/** Far longer than a queue could still hold one: until then a second delivery finds that it was done. */
const RETENTION_MS = 30 * 24 * 3_600_000;
/** Messages of one transaction; their rows are locked by nobody else. */
const BATCH_SIZE = 2000;

/** What every consumer has done is forgotten in time, message and inbox together: both would grow with each record for ever. */
@Injectable()
export class SettledMessageCleanup {
  constructor(
    private readonly em: EntityManager,
    private readonly runner: ConsumerRunner,
    private readonly clock: Clock,
  ) {}

  /** @returns how many messages it forgot. */
  @Recurring({ name: 'delete settled messages', everyMs: 60 * 60_000 })
  async deleteOld(): Promise<number> {
    for (let forgotten = 0; ;) {
      const some = await this.#deleteBatch();
      forgotten += some;
      if (some < BATCH_SIZE) return forgotten;
    }
  }

  #deleteBatch(): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const pairs = this.runner.subscriptions();
      const { rows } = await connection.query<{ forgotten: number }>(
        `with gone as (
           delete from kernel.outbox_message where id in (
             select id from kernel.outbox_message where settled_at < $1 limit ${String(BATCH_SIZE)} for update skip locked)
           returning id, type),
         undone as (
           delete from kernel.inbox
           using gone join unnest($2::text[], $3::text[]) as wants (type, consumer) using (type)
           where inbox.message_id = gone.id and inbox.consumer = wants.consumer)
         select count(*)::int as forgotten from gone`,
        [
          new Date(this.clock.now().getTime() - RETENTION_MS),
          pairs.map(({ type }) => type),
          pairs.map(({ consumer }) => consumer),
        ],
      );
      return rows[0]?.forgotten ?? 0;
    });
  }
}
