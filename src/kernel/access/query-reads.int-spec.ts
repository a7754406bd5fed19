import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { CqrsModule, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { Dispatcher } from '../messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import type { Actor } from './actor.js';

type Row = Readonly<Record<string, unknown>>;
const BY = { entidad: 't.entidad' };

/** Ways in which a handler may read. Those after `record-out-of-scope` lack a scope check. */
const WAYS = {
  rows: (work: UnitOfWork) => work.rows('select name from sample.thing t where {visible} order by name', [], BY),
  async record(work: UnitOfWork) {
    const thing = await work.record(`select * from sample.thing where name = 'own'`, []);
    work.authorize({ entidad: String(thing?.['entidad']) });
    return { ...thing, parts: await work.sql('select 1 as part') };
  },
  'no-record': (work: UnitOfWork) => work.record(`select * from sample.thing where name = 'none'`, []),
  'record-out-of-scope': async (work: UnitOfWork) => {
    const thing = await work.record(`select * from sample.thing where name = 'other'`, []);
    work.authorize({ entidad: String(thing?.['entidad']) });
    return thing;
  },
  'record-not-authorized': (work: UnitOfWork) => work.record(`select * from sample.thing where name = 'other'`, []),
  'record-authorized-before': (work: UnitOfWork) => {
    work.authorize({ entidad: '22' });
    return work.record(`select * from sample.thing where name = 'other'`, []);
  },
  'record-of-many': (work: UnitOfWork) => work.record('select * from sample.thing', []),
  'own-scope': (work: UnitOfWork) => {
    work.authorize({ entidad: '22' });
    return work.sql('select name from sample.thing');
  },
  prepared: (work: UnitOfWork) => {
    work.authorize({ entidad: '22' });
    return work.prepared('select name from sample.thing');
  },
  connection: async (work: UnitOfWork) => {
    work.authorize({ entidad: '22' });
    return (await (await work.connection()).query<Row>('select name from sample.thing')).rows;
  },
  'first-row': async (work: UnitOfWork) => {
    const first = await work.record(`select * from sample.thing where name = 'own'`, []);
    work.authorize({ entidad: String(first?.['entidad']) });
    return work.sql('select name from sample.thing');
  },
  'page-by-first-row': async (work: UnitOfWork) => {
    const first = await work.record(`select * from sample.thing where name = 'own'`, []);
    work.authorize({ entidad: String(first?.['entidad']) });
    return { rows: await work.sql('select name from sample.thing') };
  },
} satisfies Record<string, (work: UnitOfWork) => Promise<unknown>>;
type Way = keyof typeof WAYS;

const input = z.object({ way: z.string() });

@QuerySpec({ name: 'sample.read-things', permission: 'sample.read', input })
class ReadThings extends KernelQuery<{ way: Way }, unknown> {}

@QuerySpec({ name: 'sample.read-published', permission: 'sample.read', input, unscoped: 'published by law' })
class ReadPublished extends KernelQuery<{ way: Way }, unknown> {}

@Injectable()
@QueryHandler(ReadThings)
class ReadThingsHandler implements IQueryHandler<ReadThings> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { way } }: ReadThings): Promise<unknown> {
    return WAYS[way](this.work);
  }
}

@QueryHandler(ReadPublished)
class ReadPublishedHandler extends ReadThingsHandler {}

@Module({ imports: [CqrsModule], providers: [ReadThingsHandler, ReadPublishedHandler] })
class SampleModule {}

const official = (scope: Record<string, string> = { entidad: '22' }): Actor => ({
  kind: 'official',
  id: 'o-1',
  label: 'opl',
  permissions: new Set(['sample.read']),
  scope,
});

let context: TestContext;
const read = (way: Way, actor = official()) => context.module.get(Dispatcher).ask(actor, new ReadThings({ way }));

beforeAll(async () => {
  context = await contextModule([SampleModule]);
  const em = asOwner(context.module);
  await em.execute('create schema sample');
  await em.execute('create table sample.thing (name text primary key, entidad text not null)');
  await em.execute(`insert into sample.thing values ('own', '22'), ('own too', '22'), ('other', '14')`);
}, 60_000);
afterAll(() => context.close());

describe('a query', () => {
  it.each([
    [{ entidad: '22' }, ['own', 'own too']],
    [{ entidad: '14' }, ['other']],
    [{ entidad: '*' }, ['other', 'own', 'own too']],
    [{}, []],
  ])('lists the rows within a scope of %j', async (scope, names) => {
    expect(await read('rows', official(scope))).toEqual(names.map((name) => ({ name })));
  });

  it('returns one record within the scope with its parts', async () => {
    expect(await read('record')).toMatchObject({ name: 'own', parts: [{ part: 1 }] });
  });

  it('returns undefined if there is no record', async () => {
    expect(await read('no-record')).toBeUndefined();
  });

  it('denies access to a record outside the scope', async () => {
    await expect(read('record-out-of-scope')).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it.each([
    ['own-scope', 'without the scope condition'],
    ['prepared', 'without the scope condition'],
    ['connection', 'without the scope condition'],
    ['first-row', 'returns a list'],
    ['page-by-first-row', 'returns a list'],
    ['record-not-authorized', 'did not check its scope'],
    ['record-authorized-before', 'without authorizing it'],
    ['record-of-many', 'more than one row'],
  ] as const)('fails if its handler could return rows outside the scope: %s', async (way, message) => {
    await expect(read(way)).rejects.toThrow(message);
  });

  it('reads any row if its spec states why it is unscoped', async () => {
    const published = context.module.get(Dispatcher).ask(official(), new ReadPublished({ way: 'own-scope' }));
    expect(await published).toHaveLength(3);
  });
});
