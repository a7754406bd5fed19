import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { eventually } from '../../../test/support/eventually.js';
import { Recurring, RecurringJobs, type RecurringJob } from './recurring.js';

/** Each run lasts until `end` is called. */
@Injectable()
class Upkeep {
  started: string[] = [];
  end: (() => void)[] = [];

  @Recurring({ name: 'count things', everyMs: 20 })
  count(): Promise<void> {
    return this.#lasting('count');
  }

  @Recurring({ name: 'move things', everyMs: 3_600_000, singleton: true })
  move(): Promise<void> {
    return this.#lasting('move');
  }

  @Recurring({ name: 'lose things', everyMs: 3_600_000 })
  lose(): Promise<void> {
    return Promise.reject(new Error(`lost ${String(this.started.push('lose'))}`));
  }

  #lasting(name: string): Promise<void> {
    this.started.push(name);
    return new Promise((resolve) => this.end.push(resolve));
  }
}

@Module({ providers: [Upkeep] })
class UpkeepModule {}

@Injectable()
class SameName {
  @Recurring({ name: 'count things', everyMs: 1000 })
  count(): Promise<void> {
    return Promise.resolve();
  }
}

@Module({ providers: [SameName] })
class SameNameModule {}

describe('recurring jobs', () => {
  let context: TestContext;
  let upkeep: Upkeep;

  const openContext = (...modules: Type[]) => contextModule(modules);
  const jobNamed = (name: string): RecurringJob => {
    const job = jobs()
      .all()
      .find((one) => one.name === name);
    if (!job) throw new Error(`there is no job '${name}'`);
    return job;
  };
  const jobs = (): RecurringJobs => context.module.get(RecurringJobs);
  /** Another process's RecurringJobs on the same database. */
  const otherProcess = (): RecurringJobs =>
    new RecurringJobs(context.module.get(DiscoveryService, { strict: false }), context.module.get(EntityManager));
  const endAll = (): void => {
    for (const end of upkeep.end.splice(0)) end();
  };

  beforeAll(async () => {
    context = await openContext(UpkeepModule);
    upkeep = context.module.get(Upkeep);
  });
  beforeEach(() => {
    upkeep.started = [];
  });
  afterAll(() => context.close());

  it('are discovered by their decorator, including those of the kernel', () => {
    const names = jobs()
      .all()
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['count things', 'move things', 'seal audit', 'aggregate counters']));
  });

  it('start a second run in the same process only after the first has ended', async () => {
    const first = jobs().runOnce(jobNamed('count things'));
    expect(await jobs().runOnce(jobNamed('count things'))).toBe(false);
    endAll();
    expect([await first, upkeep.started]).toEqual([true, ['count']]);
    const next = jobs().runOnce(jobNamed('count things'));
    endAll();
    expect([await next, upkeep.started]).toEqual([true, ['count', 'count']]);
  });

  it('run in several processes concurrently unless they are a singleton', async () => {
    const here = jobs().runOnce(jobNamed('count things'));
    const there = otherProcess().runOnce(jobNamed('count things'));
    expect(upkeep.started).toEqual(['count', 'count']);
    endAll();
    expect(await Promise.all([here, there])).toEqual([true, true]);
  });

  it('run in one process at a time if they are a singleton', async () => {
    const here = jobs().runOnce(jobNamed('move things'));
    await eventually('the run', () => Promise.resolve(upkeep.started.length === 1));
    expect(await otherProcess().runOnce(jobNamed('move things'))).toBe(false);
    endAll();
    expect(await here).toBe(true);
    const there = otherProcess().runOnce(jobNamed('move things'));
    await eventually('the run', () => Promise.resolve(upkeep.started.length === 2));
    endAll();
    expect(await there).toBe(true);
  });

  it('continue after a failed run', async () => {
    await jobs().runOnce(jobNamed('lose things'));
    await jobs().runOnce(jobNamed('lose things'));
    expect(upkeep.started).toEqual(['lose', 'lose']);
  });

  it('run once they are started, and stop when the process shuts down', async () => {
    const process = otherProcess();
    process.start();
    await eventually('the run', () => Promise.resolve(upkeep.started.length === 1));
    const ended = process.onApplicationShutdown();
    endAll();
    await ended;
    expect(upkeep.started).toEqual(['count']);
  });

  it('must have distinct names', async () => {
    const twice = await openContext(UpkeepModule, SameNameModule);
    try {
      expect(() => twice.module.get(RecurringJobs).all()).toThrow(`two recurring jobs are called 'count things'`);
    } finally {
      await twice.close();
    }
  });
});
