import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { driverConnection } from '../database/driver-connection.js';
import type { OutboxMessage } from '../messaging/events.js';
import { ConsumerRunner } from './consumer-runner.js';
import { Outbox } from './outbox.js';

/** Where the relay hands a message over, consumer by consumer. */
export abstract class Delivery {
  /** Resolves when the message is safe on the other side: worked, or durably queued. */
  abstract deliver(consumer: string, message: OutboxMessage): Promise<void>;
}

/** The default: the process that relays also works. */
@Injectable()
export class InProcessDelivery extends Delivery {
  constructor(private readonly runner: ConsumerRunner) {
    super();
  }

  override async deliver(consumer: string, message: OutboxMessage): Promise<void> {
    await this.runner.run(consumer, message);
  }
}

interface OutboxRow {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: object;
  readonly occurred_at: Date;
  readonly correlation_id: string;
  readonly attempts: number;
}

const POLL_MS = 500;
const LONGEST_WAIT_MS = 10 * 60 * 1000;

/** After so many failures a message waits for a person: visible, never lost. */
const QUARANTINE_AFTER = 12;

/**
 * Takes messages from the outbox (`FOR UPDATE SKIP LOCKED`) and hands them on, at least once.
 * Any number of relays may run beside each other.
 */
@Injectable()
export class OutboxRelay implements OnApplicationShutdown {
  readonly #logger = new Logger('OutboxRelay');
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #busy = false;
  #again = false;
  #stopped = false;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly runner: ConsumerRunner,
    private readonly delivery: Delivery,
  ) {}

  start(): void {
    this.outbox.onNudge(() => {
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
    await this.#running;
  }

  /** Works until nothing is due. @returns how many messages were handed on. */
  async drain(): Promise<number> {
    let handed = 0;
    while (!this.#stopped && (await this.#relayOne())) handed += 1;
    return handed;
  }

  #wake(): void {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#running = this.drain()
      .catch((error: unknown) => {
        this.#logger.error(error instanceof Error ? error.message : 'the outbox could not be read');
      })
      .finally(() => {
        this.#busy = false;
        if (this.#again && !this.#stopped) {
          this.#again = false;
          this.#wake();
        }
      });
  }

  /** One message in one transaction that holds its row, so that no other relay takes it meanwhile. */
  async #relayOne(): Promise<boolean> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const found = await connection.query<OutboxRow>(
        `select id, type, version, payload, occurred_at, correlation_id, attempts
         from kernel.outbox_message
         where dispatched_at is null and quarantined_at is null and available_at <= $1
         order by available_at, id limit 1 for update skip locked`,
        [this.clock.now()],
      );
      const row = found.rows[0];
      if (!row) return false;
      const message: OutboxMessage = {
        id: row.id,
        type: row.type,
        version: row.version,
        payload: row.payload,
        occurredAt: row.occurred_at,
        correlationId: row.correlation_id,
      };
      try {
        for (const consumer of this.runner.consumersOf(row.type)) await this.delivery.deliver(consumer, message);
        await connection.query(`update kernel.outbox_message set dispatched_at = $2 where id = $1`, [
          row.id,
          this.clock.now(),
        ]);
      } catch (error) {
        const attempts = row.attempts + 1;
        const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempts);
        const cause = error instanceof Error ? error.name : 'unknown';
        this.#logger.warn(
          `message ${row.id} (${row.type}) failed, attempt ${attempts}: ${cause}: ${safeMessage(error)}`,
        );
        await connection.query(
          `update kernel.outbox_message
           set attempts = $2, available_at = $3, last_error = $4, quarantined_at = $5 where id = $1`,
          [
            row.id,
            attempts,
            new Date(this.clock.now().getTime() + wait),
            cause,
            attempts >= QUARANTINE_AFTER ? this.clock.now() : null,
          ],
        );
      }
      return true;
    });
  }
}

/** Error texts of drivers may quote values; what is logged is cut at the first quote. */
function safeMessage(error: unknown): string {
  return error instanceof Error ? (error.message.split(/["'(]/)[0] ?? '').slice(0, 200) : '';
}
