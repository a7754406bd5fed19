import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AspirantScene } from '../../../test/support/aspirant-scene.js';
import { randomId } from '../../kernel/crypto/random.js';
import { TransactionRunner } from '../../kernel/messaging/transaction-runner.js';
import { AnnounceWithdrawal } from './jobs/announce-withdrawal.js';

describe('the withdrawal of an aspirant (decision 13)', () => {
  let scene: AspirantScene;
  beforeAll(async () => {
    scene = await AspirantScene.open();
  });
  afterAll(() => scene.close());

  it('is announced in events with at most 500 auxiliaries each', async () => {
    const aspirantId = await scene.confirmed();
    await scene.deviceOf(aspirantId);
    const columns = await scene.sql<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = 'auxiliaries'
         and table_name = 'auxiliary' and is_generated = 'NEVER' order by 1`,
    );
    const names = columns.map(({ name }) => name);
    const changed = new Map([
      ['id', 'gen_random_uuid()'],
      ['id_auxiliar', "id_auxiliar || '-' || nth"],
      ['email_hash', "convert_to(nth::text, 'UTF8')"],
      ['clave_hash', "convert_to(nth::text, 'UTF8')"],
    ]);
    await scene.sql(
      `insert into auxiliaries.auxiliary (${names.join(', ')})
       select ${names.map((name) => changed.get(name) ?? name).join(', ')}
       from auxiliaries.auxiliary, generate_series(1, 1100) nth where aspirant_id = ?`,
      [aspirantId],
    );
    const { module } = scene.context;
    await module
      .get(TransactionRunner)
      .runAsSystem({ name: 'auxiliaries.announce-withdrawal', correlationId: randomId() }, () =>
        module.get(AnnounceWithdrawal).handle({ aspirantId, processId: scene.processId }),
      );
    const events = await scene.sql<{ ids: string[] }>(
      `select payload -> 'auxiliaryIds' as ids from kernel.outbox_message
       where type = 'auxiliaries.aspirant-withdrew' and payload ->> 'aspirantId' = ?`,
      [aspirantId],
    );
    expect(events.map(({ ids }) => ids.length).sort((a, b) => a - b)).toEqual([101, 500, 500]);
    expect(new Set(events.flatMap(({ ids }) => ids)).size).toBe(1101);
  });
});
