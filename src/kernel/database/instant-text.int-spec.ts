import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { emptyDatabase } from '../../../test/support/app.js';
import { openOrm } from './database.module.js';

interface Row {
  readonly id: number;
  readonly at: string;
}

describe('a pooled connection', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let orm: MikroORM;
  const sql = <T extends object>(text: string, params: unknown[] = []) => orm.em.fork().execute<T[]>(text, params);

  beforeAll(async () => {
    database = await emptyDatabase();
    orm = await openOrm(database.url);
    // The sessions of the pool must ignore this default of the database.
    await sql(
      `do $$ begin execute format('alter database %I set timezone to ''America/Tijuana''', current_database()); end $$`,
    );
    await orm.close();
    orm = await openOrm(database.url);
  });
  afterAll(async () => {
    await orm.close();
    await database.drop();
  });

  it.each([
    ['2026-11-29 11:36:40.123456+00', '2026-11-29T11:36:40.123456+00:00'],
    ['2026-11-29 11:36:40.1234-08', '2026-11-29T19:36:40.1234+00:00'],
    ['2026-11-29 11:36:40+05:30', '2026-11-29T06:06:40+00:00'],
    ['12026-11-29 11:36:40+00', '12026-11-29T11:36:40+00:00'],
    ['0044-03-15 12:00:00+00 BC', '0044-03-15T12:00:00+00:00 BC'],
    ['infinity', 'infinity'],
    ['-infinity', '-infinity'],
  ])('returns timestamptz %s as %s, as to_json does', async (stored, read) => {
    expect(await sql(`select v, to_json(v) #>> '{}' as json from (select ?::timestamptz as v) one`, [stored])).toEqual([
      { v: read, json: read },
    ]);
  });

  it.each(['America/Tijuana', 'Asia/Kolkata', 'Africa/Monrovia'])(
    'returns a timestamptz with the offset of the session time zone %s, as to_json does',
    async (zone) => {
      const [row] = await orm.em.fork().transactional(async (em) => {
        await em.execute(`set local time zone '${zone}'`);
        return em.execute<{ v: string; json: string }[]>(
          `select v, to_json(v) #>> '{}' as json from (select '1900-01-01 00:00:00.5+00'::timestamptz as v) one`,
        );
      });
      expect(row?.v).toMatch(/[+-]\d\d:\d\d(:\d\d)?$/);
      expect(row?.v).toBe(row?.json);
    },
  );

  it('returns null as null', async () => {
    expect(await sql('select null::timestamptz as v')).toEqual([{ v: null }]);
  });

  it('lets a keyset cursor visit each row exactly once, even within one millisecond', async () => {
    await sql('create table instant (id int, at timestamptz not null)');
    await sql(`insert into instant select n, timestamptz '2026-11-29 11:36:40.123Z' + n * interval '1 microsecond'
      from generate_series(1, 9) n`);
    const seen: number[] = [];
    let last: Row | undefined;
    do {
      [last] = await sql<Row>(
        `select id, at from instant where ?::timestamptz is null or (at, id) < (?, ?) order by at desc, id desc limit 1`,
        [last?.at ?? null, last?.at ?? null, last?.id ?? null],
      );
      if (last) seen.push(last.id);
    } while (last && seen.length < 20);
    expect(seen).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
});
