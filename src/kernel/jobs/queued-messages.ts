import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { withRawConnection } from '../database/raw-connection.js';
import type { OutboxMessage } from '../messaging/events.js';
import { AuthenticMessages } from './authentic-messages.js';
import { ConsumerRunner } from './consumer-runner.js';
import { OUTBOX_COLUMNS, type OutboxRow } from './outbox-row.js';
import { SETTLED_MESSAGE_RETENTION_MS } from './settled-message-cleanup.js';

/** What the queue contains: no type and no payload, because someone who can write to Redis could forge them. */
export interface JobData {
  readonly consumer: string;
  /** Several messages are handled in one transaction. */
  readonly messageIds: readonly string[];
}

/** An upper bound for any consumer, so that a forged job cannot load the whole outbox. */
const MAX_MESSAGES = 10_000;

const jobData = z.strictObject({
  consumer: z.string().min(1).max(200),
  messageIds: z.array(z.uuid()).min(1).max(MAX_MESSAGES),
});

/** Why a job, or one of its messages, is not handled. Stored in `kernel.rejected_job`. */
export type Rejection = 'malformed' | 'unknown-consumer' | 'unknown-message' | 'other-type' | 'expired';

/**
 * Reads the messages of a job from the outbox. The queue only names the consumer and the messages; their contents come
 * from the database, and the consumer must subscribe to the stored type.
 */
@Injectable()
export class QueuedMessages {
  readonly #logger = new Logger('QueuedMessages');

  constructor(
    private readonly em: EntityManager,
    private readonly runner: ConsumerRunner,
    private readonly clock: Clock,
    private readonly authentic: AuthenticMessages,
  ) {}

  /**
   * @param queuedAt when the job was queued, according to Redis.
   * @returns the consumer and the messages it may handle; undefined if there are none.
   */
  async read(
    data: unknown,
    queuedAt: Date,
  ): Promise<{ readonly consumer: string; readonly messages: readonly OutboxMessage[] } | undefined> {
    const parsed = jobData.safeParse(data);
    if (!parsed.success) return this.#reject('malformed', 1);
    const { consumer, messageIds } = parsed.data;
    const type = this.runner.subscriptions().find((one) => one.consumer === consumer)?.type;
    if (type === undefined) return this.#reject('unknown-consumer', 1);
    const ids = [...new Set(messageIds.map((id) => id.toLowerCase()))];
    const rows = await this.#rows(ids);
    const missing = ids.length - rows.length;
    // Settled messages are deleted after their retention. A job older than that may simply have waited for a worker.
    if (missing > 0) await this.#reject(this.#isExpired(queuedAt) ? 'expired' : 'unknown-message', missing);
    const wanted = rows.filter((row) => row.type === type);
    if (wanted.length < rows.length) await this.#reject('other-type', rows.length - wanted.length);
    const byId = new Map((await this.authentic.select(wanted)).map((message) => [message.id, message]));
    if (byId.size === 0) return undefined;
    return { consumer, messages: ids.flatMap((id) => byId.get(id) ?? []) };
  }

  #isExpired(queuedAt: Date): boolean {
    return queuedAt.getTime() < this.clock.now().getTime() - SETTLED_MESSAGE_RETENTION_MS;
  }

  #rows(ids: readonly string[]): Promise<OutboxRow[]> {
    return withRawConnection(this.em, undefined, async (connection) => {
      const { rows } = await connection.query<OutboxRow>({
        name: 'queued-messages',
        text: `select ${OUTBOX_COLUMNS} from kernel.outbox_message where id = any($1::uuid[])`,
        values: [ids],
      });
      return rows;
    });
  }

  async #reject(reason: Rejection, count: number): Promise<undefined> {
    const line = { msg: `rejected ${String(count)} from the queue: ${reason}`, reason, count };
    if (reason === 'expired') this.#logger.warn(line);
    else this.#logger.error(line);
    await withRawConnection(this.em, undefined, async (connection) => {
      await connection.query(
        `insert into kernel.rejected_job as job (day, reason, count, last_at) values ($1::date, $2, $3, $4)
         on conflict (day, reason) do update set count = job.count + excluded.count, last_at = excluded.last_at`,
        [this.clock.now().toISOString().slice(0, 10), reason, count, this.clock.now()],
      );
    });
    return undefined;
  }
}
