import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../../kernel/clock/clock.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { CAP_WINDOW_MS } from '../caps.js';

/** As long as the kernel keeps a settled message: until then a second delivery of the event finds the row of its mail. */
const KEPT_MS = 30 * 24 * 3_600_000;
/** Rows that one transaction deletes. */
const AT_ONCE = 2000;

/** Deletes settled mails and the uses that no longer count against a cap. A mail that goes out once only keeps its row. */
@Injectable()
export class ForgetSettled {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  @Recurring({ name: 'forget settled mails', everyMs: 60 * 60_000 })
  async run(): Promise<void> {
    await this.#forget('message', 'not once_only and settled_at < ?', KEPT_MS);
    await this.#forget('cap_use', 'at < ?', CAP_WINDOW_MS);
  }

  async #forget(table: 'message' | 'cap_use', condition: string, keptMs: number): Promise<void> {
    const before = new Date(this.clock.now().getTime() - keptMs);
    for (let forgotten = AT_ONCE; forgotten === AT_ONCE;) {
      const rows = await this.em.fork().execute<object[]>(
        `delete from notifications.${table} where id in (
           select id from notifications.${table} where ${condition} limit ${String(AT_ONCE)} for update skip locked)
         returning 1`,
        [before],
      );
      forgotten = rows.length;
    }
  }
}
