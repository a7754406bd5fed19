import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/config.js';
import type pg from 'pg';
import { driverConnection } from '../database/driver-connection.js';
import { safeMessage } from '../errors/safe-text.js';
import type { OutboxMessage } from '../messaging/events.js';
import { outageOf, type OutageError } from '../outages/outage.js';
import { AuthenticMessages } from './authentic-messages.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Delivery } from './delivery.js';
import { causeOf, deferMessage, recordFailedAttempt } from './held-messages.js';
import { Outbox } from './outbox.js';
import { OUTBOX_COLUMNS, type OutboxRow } from './outbox-row.js';
import { Recurring } from './recurring.js';

/** `$1`: now; `$2`: the types whose consumers wait for a service that is down. */
const DUE = `from kernel.outbox_message
  where dispatched_at is null and quarantined_at is null and available_at <= $1 and type <> all($2::text[])
  order by available_at, occurred_at, id`;

/** How many due messages the relay searches for others to deliver with the first. */
const LOOKAHEAD_ROWS = 1000;

const POLL_MS = 500;

/** Why consumers did not handle a message. `outages` is as long as `causes` if every cause is an outage. */
interface DeliveryFailures {
  readonly causes: string[];
  readonly outages: OutageError[];
}

/**
 * Takes messages from the outbox (`FOR UPDATE SKIP LOCKED`) and delivers them at least once. Any number of relays may
 * run concurrently.
 */
@Injectable()
export class OutboxRelay implements OnApplicationShutdown {
  readonly #logger = new Logger('OutboxRelay');
  #timer: NodeJS.Timeout | undefined;
  readonly #lanes = new Set<Promise<unknown>>();
  #again = false;
  #stopped = false;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly runner: ConsumerRunner,
    private readonly delivery: Delivery,
    private readonly config: AppConfig,
    private readonly authentic: AuthenticMessages,
  ) {}

  start(): void {
    this.outbox.onWake(() => {
      this.#wake();
    });
    this.#timer = setInterval(() => {
      this.#wake();
    }, POLL_MS);
    this.#wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all(this.#lanes);
  }

  /**
   * Relays until nothing is due, in `lanes` concurrent loops, so that one slow consumer does not delay the rest.
   * @returns how many messages were relayed.
   */
  async drain(lanes = 1): Promise<number> {
    const results = await Promise.allSettled(Array.from({ length: lanes }, () => this.#drainLane()));
    return results.reduce((sum, result) => {
      if (result.status === 'rejected') throw result.reason;
      return sum + result.value;
    }, 0);
  }

  /**
   * Settles queued messages that every consumer has handled, and releases overdue ones for redelivery, because the
   * queue may have lost them.
   * @returns how many were released.
   */
  @Recurring({ name: 'settle queued messages', everyMs: 15_000 })
  async settle(): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const types = await connection.query<{ type: string }>(
        `select distinct type from kernel.outbox_message
         where dispatched_at is not null and settled_at is null and quarantined_at is null`,
      );
      let again = 0;
      for (const { type } of types.rows) {
        const consumers = this.runner.consumersOf(type);
        await connection.query(
          `update kernel.outbox_message m set settled_at = $3, deferred_since = null
           where dispatched_at is not null and settled_at is null and quarantined_at is null and type = $1
             and (select count(*) from kernel.inbox i where i.message_id = m.id and i.consumer = any($2)) = $4`,
          [type, consumers, this.clock.now(), consumers.length],
        );
        const released = await connection.query(
          `update kernel.outbox_message set dispatched_at = null
           where dispatched_at < $2 and settled_at is null and quarantined_at is null and type = $1`,
          [type, new Date(this.clock.now().getTime() - this.config.redeliverAfterSeconds * 1000)],
        );
        again += released.rowCount ?? 0;
      }
      return again;
    });
  }

  async #drainLane(): Promise<number> {
    let relayed = 0;
    for (let some = 1; !this.#stopped && some > 0; relayed += some) some = await this.#relayBatch();
    return relayed;
  }

  /** Starts the idle lanes, so that one slow message does not block the others. */
  #wake(): void {
    if (this.#stopped) return;
    // A running lane may have just found nothing and be about to end.
    if (this.#lanes.size >= this.config.workerConcurrency) this.#again = true;
    while (this.#lanes.size < this.config.workerConcurrency) this.#open();
  }

  #open(): void {
    const lane = this.#drainLane()
      .catch((error: unknown) => {
        this.#logger.error(`the outbox could not be read: ${safeMessage(error)}`);
      })
      .finally(() => {
        this.#lanes.delete(lane);
        if (!this.#again) return;
        this.#again = false;
        this.#wake();
      });
    this.#lanes.add(lane);
  }

  /**
   * Relays the next message, with others of its type if it has batch consumers, in one transaction that locks their
   * rows. Messages are batched only with those that have failed as often.
   * @returns how many were relayed.
   */
  async #relayBatch(): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const now = this.clock.now();
      const paused = this.runner.pausedTypes();
      const found = await connection.query<OutboxRow>(
        `select ${OUTBOX_COLUMNS} ${DUE} limit 1 for update skip locked`,
        [now, paused],
      );
      const [first] = found.rows;
      if (!first) return 0;
      const maxBatchSize = this.runner.maxBatchSizeForType(first.type);
      const others =
        maxBatchSize === 1
          ? []
          : (
              await connection.query<OutboxRow>(
                `select ${OUTBOX_COLUMNS} from kernel.outbox_message
                 where id in (select id from (select id, type, attempts ${DUE} limit ${String(LOOKAHEAD_ROWS)}) as due
                              where type = $3 and attempts = $4 and id <> $5)
                   and dispatched_at is null and quarantined_at is null and available_at <= $1
                 order by occurred_at, id limit $6 for update skip locked`,
                [now, paused, first.type, first.attempts, first.id, maxBatchSize - 1],
              )
            ).rows;
      const messages = await this.authentic.select([first, ...others], em);
      if (messages.length > 0) await this.#dispatch(connection, messages);
      return 1 + others.length;
    });
  }

  async #dispatch(connection: pg.ClientBase, messages: readonly OutboxMessage[]): Promise<void> {
    const { failures, queued } = await this.#deliverToAll(messages);
    const now = this.clock.now();
    const relayed = messages.filter(({ id }) => !failures.has(id)).map(({ id }) => id);
    if (relayed.length > 0) {
      await connection.query(
        `update kernel.outbox_message
         set dispatched_at = $2, settled_at = $3, deferred_since = case when $3::timestamptz is null then deferred_since end
         where id = any($1::uuid[])`,
        [relayed, now, queued ? null : now],
      );
    }
    for (const [id, { causes, outages }] of failures) {
      const held = { id, cause: causes.join('; '), now };
      const [outage] = outages;
      if (outage && outages.length === causes.length) await deferMessage(connection, held, outage);
      else await recordFailedAttempt(connection, held);
    }
  }

  /**
   * Delivers to each consumer separately: one that fails, e.g. because the mail server is down, does not affect others.
   */
  async #deliverToAll(
    messages: readonly OutboxMessage[],
  ): Promise<{ failures: ReadonlyMap<string, DeliveryFailures>; queued: boolean }> {
    const failures = new Map<string, DeliveryFailures>();
    const failed = (consumer: string, id: string, error: unknown): void => {
      const outage = outageOf(error);
      const msg = `message ${id} ${outage ? 'waits' : 'failed'} at ${consumer}: ${safeMessage(error)}`;
      this.#logger.warn({ msg, messageId: id, consumer });
      const known = failures.get(id) ?? { causes: [], outages: [] };
      known.causes.push(causeOf(consumer, error));
      if (outage) known.outages.push(outage);
      failures.set(id, known);
    };
    let queued = false;
    for (const consumer of this.runner.consumersOf(messages[0]?.type ?? '')) {
      try {
        const delivered = await this.delivery.deliver(consumer, messages);
        if (delivered.as === 'queued') queued = true;
        for (const [id, error] of delivered.failures) failed(consumer, id, error);
      } catch (error) {
        for (const { id } of messages) failed(consumer, id, error);
      }
    }
    return { failures, queued };
  }
}
