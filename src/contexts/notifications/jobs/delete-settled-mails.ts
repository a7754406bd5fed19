import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../../kernel/clock/clock.js';
import { deleteInBatches } from '../../../kernel/database/delete-in-batches.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { CAP_WINDOW_MS } from '../caps.js';

/** Same retention as for outbox messages: an event that is redelivered until then finds the rows of its e-mails. */
const RETENTION_MS = 30 * 24 * 3_600_000;
/** Rows per transaction. */
const BATCH_SIZE = 2000;

/** Deletes settled e-mails and expired cap uses. An e-mail that a recipient gets only once keeps its row. */
@Injectable()
export class DeleteSettledMails {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  @Recurring({ name: 'forget settled mails', everyMs: 60 * 60_000 })
  async run(): Promise<void> {
    await this.#deleteOlderThan('message', 'not once_only and settled_at < ?', RETENTION_MS);
    await this.#deleteOlderThan('cap_use', 'at < ?', CAP_WINDOW_MS);
  }

  async #deleteOlderThan(table: 'message' | 'cap_use', condition: string, retentionMs: number): Promise<void> {
    const before = new Date(this.clock.now().getTime() - retentionMs);
    await deleteInBatches(BATCH_SIZE, async (batchSize) => {
      const rows = await this.em.fork().execute<object[]>(
        `delete from notifications.${table} where id in (
           select id from notifications.${table} where ${condition} limit ${String(batchSize)} for update skip locked)
         returning 1`,
        [before],
      );
      return rows.length;
    });
  }
}
