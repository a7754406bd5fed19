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
    const now = this.clock.now().getTime();
    await deleteInBatches(BATCH_SIZE, async (batchSize) => {
      const [row] = await this.#sql<{ deleted: number }>(
        `select notifications.delete_settled_mails(?, ${String(batchSize)}) as deleted`,
        new Date(now - RETENTION_MS),
      );
      return row?.deleted ?? 0;
    });
    await deleteInBatches(BATCH_SIZE, async (batchSize) => {
      const rows = await this.#sql(
        `delete from notifications.cap_use where id in (
           select id from notifications.cap_use where at < ? limit ${String(batchSize)} for update skip locked)
         returning 1`,
        new Date(now - CAP_WINDOW_MS),
      );
      return rows.length;
    });
  }

  #sql<Row extends object>(text: string, before: Date): Promise<Row[]> {
    return this.em.fork().execute<Row[]>(text, [before]);
  }
}
