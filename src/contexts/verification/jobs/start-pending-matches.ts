import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { TransactionRunner } from '../../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MATCH_DUE_NOW } from '../persistence/pending-matches.js';
import { MatchPendingSupports } from './match-pending-supports.js';

/**
 * Starts the long job that matches pending supports, if there are any: after a cut is loaded or designated for the
 * close, or when the next attempt for an unmatched support is due.
 */
@Injectable()
export class StartPendingMatches {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly transactions: TransactionRunner,
  ) {}

  @Recurring({ name: 'start pending roll matches', everyMs: 60_000 })
  async run(): Promise<void> {
    const transaction = { name: 'verification.start-answering', correlationId: randomId() };
    await this.transactions.runAsSystem(transaction, async () => {
      const due = await this.work.sql(
        `select 1 as due from verification.support support where ${MATCH_DUE_NOW} limit 1`,
        [this.clock.now()],
      );
      if (due.length > 0) await this.work.startJob(MatchPendingSupports, {}, { dedupeKey: 'all' });
    });
  }
}
