import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { systemActor } from '../../../kernel/access/actor.js';
import { newestEntry, readCounts, type ReadCount } from '../../../kernel/audit/read-counts.js';
import { withRawConnection } from '../../../kernel/database/raw-connection.js';
import { Recurring } from '../../../kernel/jobs/recurring.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { NoteUnusualReading } from '../commands/note-unusual-reading.js';
import { isUnusual } from '../domain/unusual-reading.js';

/** Entries examined by one statement. */
const ENTRIES_PER_QUERY = 50_000;

const job = systemActor('control-desk.watch-reading');

/**
 * Searches the audit trail for accounts that opened or unmasked unusually many records, or opened records or were
 * refused unusually often, in one hour or day. Each is logged, audited and reported by e-mail, and again when its count
 * has doubled ({@link NoteUnusualReading}); {@link UnusualReadingStatus} raises the alarm. The position is stored, so
 * that no reading is missed while no jobs run. An entry may be committed after one with a higher id, so each run starts
 * where the run before the last one ended.
 */
@Injectable()
export class DetectUnusualReading {
  readonly #logger = new Logger('DetectUnusualReading');

  constructor(
    private readonly em: EntityManager,
    private readonly dispatcher: Dispatcher,
  ) {}

  @Recurring({ name: 'watch the reading of records', everyMs: 5 * 60_000, singleton: true })
  async run(): Promise<ReadCount[]> {
    const { examined, seen, newest } = await this.#read(async (connection) => ({
      ...(await position(connection)),
      newest: await newestEntry(connection),
    }));
    const noted: ReadCount[] = [];
    for (let after = examined; after < newest; after += ENTRIES_PER_QUERY) {
      const unusual = await this.#read(async (connection) => {
        const counts = await readCounts(connection, after, Math.min(after + ENTRIES_PER_QUERY, newest));
        return withoutRecorded(connection, counts.filter(isUnusual));
      });
      for (const count of unusual) if (await this.#note(count)) noted.push(count);
    }
    await this.#read((connection) =>
      connection.query('update control_desk.reading_watch set examined = $1, seen = $2', [seen, newest]),
    );
    return noted;
  }

  #read<Result>(work: (connection: pg.ClientBase) => Promise<Result>): Promise<Result> {
    return withRawConnection(this.em, undefined, work);
  }

  /** @returns false if it was recorded before with more than half of this number. */
  async #note({ actorId: accountId, territory: entidad, kind, period, from, records }: ReadCount): Promise<boolean> {
    const reading = { accountId, entidad, kind, period, from, records };
    const { noted } = await this.dispatcher.run(job, new NoteUnusualReading(reading));
    if (noted) this.#logger.error({ msg: 'unusual reading of records', account: accountId, kind, period, records });
    return noted;
  }
}

async function position(connection: pg.ClientBase): Promise<{ examined: number; seen: number }> {
  const { rows } = await connection.query<{ examined: number; seen: number }>(
    'select examined::float8 as examined, seen::float8 as seen from control_desk.reading_watch',
  );
  const [row] = rows;
  if (!row) throw new Error('control_desk.reading_watch has no row');
  return row;
}

async function withoutRecorded(connection: pg.ClientBase, counts: readonly ReadCount[]): Promise<ReadCount[]> {
  const { rows } = await connection.query<{ index: number }>(
    `select one.index from jsonb_to_recordset($1::jsonb)
       as one (index int, "actorId" text, kind text, period text, "from" timestamptz, records int)
     where not exists (select from control_desk.unusual_reading noted where noted.account_id = one."actorId"
       and noted.kind = one.kind and noted.period = one.period and noted.starts_at = one."from"
       and noted.records * 2 > one.records)
     order by one.index`,
    [JSON.stringify(counts.map((count, index) => ({ ...count, index })))],
  );
  return rows.flatMap(({ index }) => counts[index] ?? []);
}
