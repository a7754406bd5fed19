import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { systemActor, TERRITORY, type Actor } from '../access/actor.js';
import { randomId } from '../crypto/random.js';
import { TransactionRunner } from './transaction-runner.js';
import { UnitOfWork } from './unit-of-work.js';

let context: TestContext;
beforeAll(async () => {
  context = await contextModule([]);
  await asOwner(context.module).execute(
    `insert into kernel.counter_total (name, dimensions, value) values
       ('sample', '{"entidad": "22"}', 1), ('sample', '{"entidad": "09"}', 1)`,
  );
}, 60_000);
afterAll(() => context.close());

const official: Actor = { ...systemActor('official'), kind: 'official', scope: { [TERRITORY]: '22' } };

/** Runs a query of the actor. */
const query = <Result>(actor: Actor, work: () => Promise<Result>): Promise<Result> =>
  context.module.get(TransactionRunner).runUseCase(
    {
      actor,
      correlationId: randomId(),
      action: 'sample.query',
      outcome: 'read',
      personalData: false,
      auditedWithoutNotes: false,
      authorized: true,
    },
    () => undefined,
    work,
  );
const visible = async (): Promise<number> =>
  (await context.module.get(UnitOfWork).sql(`select from kernel.counter_total where name = 'sample'`)).length;

describe('a query of an actor who is limited to one territory', () => {
  it('gets only rows of this territory from the database', async () => {
    expect(await query(official, visible)).toBe(1);
    expect(await query(systemActor('sample'), visible)).toBe(2);
  });

  it('gets unlimited results from queries that it runs as the system, and is limited again afterwards', async () => {
    const asSystem = () => query(systemActor('sample'), visible);
    expect(
      await query(official, async () => [
        await asSystem(),
        await visible(),
        await Promise.all([asSystem(), asSystem()]),
        await visible(),
      ]),
    ).toEqual([2, 1, [2, 2], 1]);
  });

  it('is limited again after a query that it ran as the system has failed', async () => {
    const failing = () => query(systemActor('sample'), () => Promise.reject(new Error('expected')));
    expect(await query(official, async () => [await failing().catch(() => 'failed'), await visible()])).toEqual([
      'failed',
      1,
    ]);
  });
});
