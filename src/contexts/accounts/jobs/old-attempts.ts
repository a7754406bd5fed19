import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../../../kernel/clock/clock.js';
import { deleteInBatches } from '../../../kernel/database/delete-in-batches.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { RESET_AFTER_HOURS } from '../domain/back-off.js';

const BATCH_SIZE = 5000;

/**
 * Deletes counts of failed attempts that would restart at zero anyway; otherwise they would accumulate, because anyone
 * can create them.
 */
@Injectable()
export class OldAttempts {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @returns how many it deleted. */
  @Recurring({ name: 'delete old sign-in attempts', everyMs: 60 * 60_000, singleton: true })
  deleteOld(): Promise<number> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - RESET_AFTER_HOURS * 3_600_000);
    return deleteInBatches(BATCH_SIZE, async (batchSize) => {
      const rows = await this.em.fork().execute<object[]>(
        `delete from accounts.throttle where key = any (array(select key from accounts.throttle
           where last_at < ? and (locked_until is null or locked_until < ?) limit ? for update skip locked)) returning 1 as deleted`,
        [before, now, batchSize],
      );
      return rows.length;
    });
  }
}
