import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Ask, LongJobScene, Start, system } from '../../../test/support/long-job-scene.js';
import { systemActor } from '../access/actor.js';
import { OutboxRelay } from '../jobs/outbox-relay.js';

const official = { ...systemActor('of *'), kind: 'official' };

let scene: LongJobScene;

beforeAll(async () => {
  scene = await LongJobScene.open();
});
afterEach(() => scene.settle());
afterAll(() => scene.close());

describe('the events of a job', () => {
  it.each([
    ['the official who started it', official, { kind: 'official', id: 'of *' }],
    ['no one if the system started it', system, null],
  ])('are caused by %s', async (_, actor, cause) => {
    const key = `announced by ${actor.id}`;
    const { jobId } = await scene.dispatcher.run(actor, new Start({ key, items: 1 }));
    scene.sample.announcing = true;
    await scene.workers[0].drain();
    const events = await scene.rows(
      `select caused_by as by from kernel.outbox_message where type = 'sample.step-done' and payload ->> 'jobId' = ?`,
      [jobId],
    );
    expect(events).toEqual([{ by: cause && expect.objectContaining(cause) }]);
  });
});

describe('a job started by a consumer', () => {
  it.each([
    ['the official whose command published the message', official, { kind: 'official', id: 'of *' }],
    ['the consumer if the system published the message', system, { kind: 'system', id: 'sample.start-asked' }],
  ])('runs on behalf of %s', async (_, actor, requester) => {
    await scene.dispatcher.run(actor, new Ask({ key: `asked by ${actor.id}` }));
    await scene.context.module.get(OutboxRelay).drain();
    const [job] = await scene.rows<{ id: string }>('select id from kernel.long_job where dedupe_key = ?', [
      `asked by ${actor.id}`,
    ]);
    await scene.workers[0].drain();
    expect((await scene.view(job?.id ?? '')).requestedBy).toMatchObject(requester);
    expect(
      await scene.rows(
        `select distinct details ->> 'onBehalfOf' as by from kernel.audit_entry
         where action = 'sample.count-items' and subject_id = ?`,
        [job?.id],
      ),
    ).toEqual([{ by: requester.id }]);
  });
});
