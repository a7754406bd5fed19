import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import fc from 'fast-check';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { systemActor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { runInWork, UnitOfWork } from '../messaging/unit-of-work.js';
import { Conditions } from './conditions.js';
import { inSpanishOrder } from './search-text.js';
import { MAX_COUNTED_ROWS, countUpToLimit, readPage, type ListSource, type Page, type PageRequest } from './page.js';

interface Row {
  readonly id: string;
  readonly name: string;
}
const LIST = { table: 'spec.thing', visibleBy: {}, columns: 't.id, t.name', sort: 't.name' };

let context: TestContext;
let names: Row[];

const within = <Result>(task: (work: UnitOfWork) => Promise<Result>): Promise<Result> =>
  context.module
    .get(EntityManager)
    .fork()
    .transactional((em) =>
      runInWork(
        {
          actor: systemActor('spec'),
          correlationId: randomId(),
          em,
          notes: [],
          events: [],
          deltas: [],
          personalDataReads: [],
          startedJobs: [],
          refusals: [],
          authorized: true,
        },
        () => task(context.module.get(UnitOfWork)),
      ),
    );

const page = (place: Partial<PageRequest>, where = new Conditions(), list: ListSource = LIST) =>
  within((work) => readPage<Row>(work, list, where, { descending: false, limit: 7, ...place }));

/** Reads every page from one end to the other. */
async function walk(
  first: Partial<PageRequest>,
  step: (page: Omit<Page<Row>, 'total'>) => Partial<PageRequest> | null,
  list: ListSource = LIST,
) {
  const pages: (readonly Row[])[] = [];
  for (let place: Partial<PageRequest> | null = first; place;) {
    const found = await page(place, new Conditions(), list);
    pages.push(found.rows);
    place = step(found);
  }
  return pages;
}

beforeAll(async () => {
  context = await contextModule([]);
  const owner = asOwner(context.module);
  await owner.execute('create schema spec');
  await owner.execute('create table spec.thing (id uuid primary key, name text not null, odd boolean not null)');
  // All rows share five names, so that the id must break ties.
  await owner.execute(
    `insert into spec.thing select gen_random_uuid(), 'n' || (n % 5), n % 2 = 1 from generate_series(1, 1100) n`,
  );
  await owner.execute('delete from spec.thing where ctid not in (select ctid from spec.thing limit 40)');
  names = await owner.execute<Row[]>('select id, name from spec.thing order by name, id');
}, 60_000);
afterAll(() => context.close());

describe('a page', () => {
  it.each([true, false])(
    'continues after the previous one without repeating or skipping a row (descending: %s)',
    async (descending) => {
      const pages = await walk({ descending }, ({ next }) => (next === null ? null : { descending, after: next }));
      expect(pages.flat()).toEqual(descending ? [...names].reverse() : names);
      expect(pages.slice(0, -1).every(({ length }) => length === 7)).toBe(true);
    },
  );

  it.each([true, false])('leads back from the last to the first (descending: %s)', async (descending) => {
    const pages = await walk({ descending, atEnd: true }, ({ previous }) =>
      previous === null ? null : { descending, before: previous },
    );
    expect(pages.reverse().flat()).toEqual(descending ? [...names].reverse() : names);
  });

  it('states whether there is a page before and after it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(39), fc.integer({ min: 1, max: 45 }), async (at, limit) => {
        const from = names[at]?.id;
        const after = await page({ after: from, limit });
        const rest = names.slice(at + 1);
        expect(after.rows).toEqual(rest.slice(0, limit));
        expect(after.next).toBe(rest.length > limit ? rest[limit - 1]?.id : null);
        const before = await page({ before: from, limit });
        const head = names.slice(Math.max(0, at - limit), at);
        expect(before.rows).toEqual(head);
        expect(before.previous).toBe(at > limit ? head[0]?.id : null);
      }),
      { numRuns: 40 },
    );
  });

  it.each([true, false])('follows the Spanish alphabet from page to page (descending: %s)', async (descending) => {
    const inOrder = [
      'Álvarez',
      'ÁNGEL',
      'Ángeles',
      'De la Cruz',
      'de la O',
      'Luna',
      'Nava',
      'Nuño',
      'Ñandú',
      'Oca',
      'Zoé',
    ];
    await asOwner(context.module).execute(
      `create table if not exists spec.person (id uuid primary key, name text collate "C" not null)`,
    );
    await asOwner(context.module).execute('truncate spec.person');
    await asOwner(context.module).execute(
      `insert into spec.person select gen_random_uuid(), name from unnest(?::text[]) name, generate_series(1, 3)`,
      [
        `{${[...inOrder]
          .reverse()
          .map((name) => `"${name}"`)
          .join()}}`,
      ],
    );
    const list = { ...LIST, table: 'spec.person', sort: inSpanishOrder('t.name') };
    const pages = await walk({ descending }, ({ next }) => (next === null ? null : { descending, after: next }), list);
    const found = pages.flat().map(({ name }) => name);
    const expected = inOrder.flatMap((name) => [name, name, name]);
    expect(found).toEqual(descending ? expected.reverse() : expected);
    const back = await walk(
      { descending, atEnd: true },
      ({ previous }) => (previous === null ? null : { descending, before: previous }),
      list,
    );
    expect(back.reverse().flat()).toEqual(pages.flat());
  });

  it('has only rows that match the conditions', async () => {
    const { rows } = await page({ limit: 200 }, new Conditions().and('t.odd = ?', true).and('t.name = ?', undefined));
    const odd = await within((work) => work.sql<Row>('select id, name from spec.thing where odd order by name, id'));
    expect(rows).toEqual(odd);
  });

  it('counts the rows only up to a limit, and says if there are more', async () => {
    const total = () => within((work) => countUpToLimit(work, LIST, new Conditions()));
    expect(await total()).toEqual({ value: 40, more: false });
    await within((work) =>
      work.sql(`insert into spec.thing select gen_random_uuid(), 'more', true from generate_series(1, 1000)`),
    );
    expect(await total()).toEqual({ value: MAX_COUNTED_ROWS, more: true });
    await within((work) => work.sql(`delete from spec.thing where name = 'more'`));
  });
});
