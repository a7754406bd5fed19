import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { emptyDatabase, type TestDatabase } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { openOrm } from './database.module.js';
import { applyMigrations } from './migrate.js';

/** A migration that builds indexes on the audit trail, and the number before it. */
const CONCURRENT = '202611301220_audit_lists';
const BEFORE = '202611301220';

const WRITE = `insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
    subject_id, details, correlation_id)
  values ('system', now(), 'system', 'spec', 'spec', 'things.change', 'done', 'none', '', '{}', gen_random_uuid())`;

describe('a migration that builds indexes on an existing table', () => {
  let database: TestDatabase;
  let orm: MikroORM;
  let first: pg.Client;
  let second: pg.Client;

  beforeEach(async () => {
    database = await emptyDatabase();
    orm = await openOrm(database.url);
    [first, second] = [1, 2].map(() => new pg.Client({ connectionString: database.url })) as [pg.Client, pg.Client];
    await Promise.all([first.connect(), second.connect()]);
    await applyMigrations(orm, database.url, BEFORE);
  }, 60_000);
  afterEach(async () => {
    await Promise.all([first.end(), second.end(), orm.close()]);
    await database.drop();
  });

  it('does not make writers wait, even while it waits for one of them', async () => {
    await first.query('begin');
    await first.query(WRITE);
    const migration = applyMigrations(orm, database.url, CONCURRENT);
    await eventually('the migration to wait for the writer', async () => {
      const { rows } = await second.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length === 1;
    });
    await second.query(`set lock_timeout = '3s'`);
    await second.query(WRITE);
    await first.query('commit');
    expect(await migration).toEqual([CONCURRENT]);
    expect(await applyMigrations(orm, database.url, CONCURRENT)).toEqual([]);
  }, 60_000);

  it('replaces an index that an interrupted run left behind', async () => {
    await first.query('create index audit_entry_time on kernel.audit_entry (xid)');
    await applyMigrations(orm, database.url);
    const { rows } = await first.query<{ definition: string }>(
      `select indexdef as definition from pg_indexes where indexname = 'audit_entry_time'`,
    );
    expect(rows).toEqual([{ definition: expect.stringMatching(/ ON kernel\.audit_entry USING btree \(at, id\)$/) }]);
    const { rows: invalid } = await first.query('select from pg_index where not indisvalid');
    expect(invalid).toEqual([]);
  }, 60_000);
});
