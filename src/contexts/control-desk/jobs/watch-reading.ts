import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { systemActor } from '../../../kernel/access/actor.js';
import { countSubjectsRead, type ReadCount } from '../../../kernel/audit/read-counts.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { withRawConnection } from '../../../kernel/database/raw-connection.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { NoteUnusualReading } from '../commands/note-unusual-reading.js';
import { READING_WINDOW_MS, UNUSUAL_READING, type ReadingKind } from '../domain/unusual-reading.js';

/** The audited actions of each kind of reading. */
const ACTIONS: Readonly<Record<ReadingKind, readonly string[]>> = {
  opened: ['verification.get-evidence', 'verification.get-review-facts'],
  revealed: ['control-desk.reveal-record'],
};

const job = systemActor('control-desk.watch-reading');

export interface UnusualReading extends ReadCount {
  readonly kind: ReadingKind;
}

/**
 * Looks for accounts that opened or unmasked unusually many records in the last hour. Each account is logged,
 * audited and reported by e-mail once per hour ({@link NoteUnusualReading}); {@link ReadingStatus} raises the alarm.
 */
@Injectable()
export class WatchReading {
  readonly #logger = new Logger('WatchReading');

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Recurring({ name: 'watch the reading of records', everyMs: 5 * 60_000, singleton: true })
  async run(): Promise<UnusualReading[]> {
    const now = this.clock.now();
    const noted: UnusualReading[] = [];
    for (const [kind, limit] of Object.entries(UNUSUAL_READING) as [ReadingKind, number][]) {
      const { counts, known } = await withRawConnection(this.em, 'autocommit', async (connection) => ({
        counts: await countSubjectsRead(connection, ACTIONS[kind], new Date(now.getTime() - READING_WINDOW_MS)),
        known: await notedThisHour(connection, kind, now),
      }));
      for (const count of counts.filter(({ actorId, subjects }) => subjects > limit && !known.has(actorId))) {
        if (await this.#note({ ...count, kind })) noted.push({ ...count, kind });
      }
    }
    return noted;
  }

  /** @returns false if it was already recorded in this hour. */
  async #note({ actorId: accountId, territory: entidad, kind, subjects: records }: UnusualReading): Promise<boolean> {
    const { noted } = await this.dispatcher.run(job, new NoteUnusualReading({ accountId, entidad, kind, records }));
    if (noted) this.#logger.error({ msg: 'unusual reading of records', account: accountId, kind, records });
    return noted;
  }
}

async function notedThisHour(connection: pg.ClientBase, kind: ReadingKind, now: Date): Promise<ReadonlySet<string>> {
  const { rows } = await connection.query<{ id: string }>(
    `select account_id as id from control_desk.unusual_reading where kind = $1 and hour = date_trunc('hour', $2::timestamptz)`,
    [kind, now],
  );
  return new Set(rows.map(({ id }) => id));
}
