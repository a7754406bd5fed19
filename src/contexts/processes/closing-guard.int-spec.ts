import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { contextModule, waitForBlockedSession, type TestContext } from '../../../test/support/app.js';
import { createProcess } from '../../demonstration/world/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { AdvisoryLock, takeLocks } from '../../kernel/database/advisory-locks.js';
import { driverConnection } from '../../kernel/database/driver-connection.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { lockClosingExclusive, SetAssistedCapture } from './index.js';
import { ProcessesModule } from './processes.module.js';

const system = systemActor('spec');

describe('a command that changes the data of the results (§13.2)', () => {
  let context: TestContext;
  let em: EntityManager;
  beforeAll(async () => {
    context = await contextModule([ProcessesModule]);
    em = context.module.get(EntityManager);
  });
  afterAll(() => context.close());

  const newProcess = async (): Promise<string> =>
    (await createProcess(context.module.get(Dispatcher), system, { name: 'Proceso' })).processId;
  const change = (processId: string): Promise<unknown> =>
    context.module
      .get(Dispatcher)
      .run(system, new SetAssistedCapture({ processId, allowed: false }))
      .then(
        () => 'accepted',
        (error: unknown) => (error as { code?: string }).code,
      );

  it('is refused immediately during the close, and permanently once the close is committed', async () => {
    const processId = await newProcess();
    await em.fork().transactional(async (closing) => {
      await takeLocks(await driverConnection(closing), AdvisoryLock.Closing, [processId]);
      await closing.execute('update processes.process set closed_at = ? where id = ?', [
        context.clock.now(),
        processId,
      ]);
      expect(await change(processId)).toBe('PROCESSES.PROCESS_BEING_CLOSED');
    });
    expect(await change(processId)).toBe('PROCESSES.PROCESS_CLOSED');
  });

  it('is accepted after a close that failed', async () => {
    const processId = await newProcess();
    const failing = em.fork().transactional(async (closing) => {
      await takeLocks(await driverConnection(closing), AdvisoryLock.Closing, [processId]);
      expect(await change(processId)).toBe('PROCESSES.PROCESS_BEING_CLOSED');
      throw new Error('the figures differ');
    });
    await expect(failing).rejects.toThrow('the figures differ');
    expect(await change(processId)).toBe('accepted');
  });

  it('delays the close while it is running', async () => {
    const processId = await newProcess();
    const work = context.module.get(UnitOfWork);
    const order: string[] = [];
    let closing: Promise<unknown> = Promise.resolve();
    await em.fork().transactional(async (command) => {
      await takeLocks(await driverConnection(command), AdvisoryLock.Closing, [processId], 'shared');
      closing = context.module
        .get(TransactionRunner)
        .runAsSystem({ name: 'spec', correlationId: processId }, () => lockClosingExclusive(work, processId))
        .then(() => order.push('close'));
      await waitForBlockedSession(context, 'advisory');
      order.push('command');
    });
    await closing;
    expect(order).toEqual(['command', 'close']);
  });

  it('is not affected by the close of another process', async () => {
    const [processId, other] = [await newProcess(), await newProcess()];
    await em.fork().transactional(async (closing) => {
      await takeLocks(await driverConnection(closing), AdvisoryLock.Closing, [processId]);
      expect(await change(other)).toBe('accepted');
    });
  });
});
