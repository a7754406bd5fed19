import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { auxiliaryCalled, registerEach } from '../../../test/support/auxiliaries.js';
import { PortalScene } from '../../../test/support/portal-scene.js';
import { systemActor } from '../../kernel/access/actor.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { LongJobWorker } from '../../kernel/long-jobs/long-job-worker.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetAspirant } from '../aspirants/index.js';
import { ListAuxiliariesOfAspirant } from './index.js';

const system = systemActor('index-names');
const MIGRATION = readFileSync('migrations/202611300721_auxiliary_search.sql', 'utf8');
const people = [
  ...[auxiliaryCalled('Núñez', 'Ríos', 1), auxiliaryCalled('De la Cruz', 'Núñez', 2)],
  ...Array.from({ length: 30 }, (_, nth) => auxiliaryCalled('Paz', 'Luna', nth + 3)),
];

let scene: PortalScene;
let ids: string[];

beforeAll(async () => {
  scene = await PortalScene.open(people);
  const { module, clock } = scene.context;
  ids = (await registerEach(module, clock, scene.mariaId, people)).map(({ auxiliaryId }) => auxiliaryId);
}, 120_000);
afterAll(() => scene.close());

const search = async (text: string): Promise<number[]> => {
  const query = new ListAuxiliariesOfAspirant({ aspirantId: scene.mariaId, search: text, limit: 200 });
  const { rows } = await scene.context.module.get(Dispatcher).ask(system, query);
  return rows.map(({ auxiliaryId }) => ids.indexOf(auxiliaryId));
};

it('auxiliaries registered earlier are found by surname immediately, and by given name and telephone after a long job', async () => {
  const { module } = scene.context;
  const { processId } = await module.get(Dispatcher).ask(system, new GetAspirant({ aspirantId: scene.mariaId }));
  await scene.sql('delete from auxiliaries.search_hash');
  const surname = ['surname-word/1', processId, 'NUNEZ'];
  const hash = await module.get(KeyedHash).digest(`auxiliaries.surname.${processId}`, surname);
  for (const id of ids.slice(0, 2)) {
    await scene.sql(`insert into auxiliaries.search_hash values ('${id}', '\\x${hash.toString('hex')}')`);
  }
  expect([await search('Núñez'), await search('ana nunez'), await search('4420000003')]).toEqual([[0, 1], [], []]);

  const [, starts = ''] = /(with started[\s\S]+)$/.exec(MIGRATION) ?? [];
  await scene.sql(starts);
  await module.get(LongJobWorker).drain();
  const jobs = await asOwner(module).execute<object[]>('select state, result from kernel.long_job');
  expect(jobs).toEqual([{ state: 'finished', result: { indexed: people.length } }]);
  expect([await search('nunez ana'), await search('442 000 0003'), await search('cruz')]).toEqual([[0, 1], [2], [1]]);
  expect(await search('ana')).toHaveLength(people.length);
});
