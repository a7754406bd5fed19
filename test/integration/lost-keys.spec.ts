import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AspirantsModule } from '../../src/contexts/aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../../src/contexts/auxiliaries/auxiliaries.module.js';
import { DevicesModule } from '../../src/contexts/devices/devices.module.js';
import { ElectoralRollModule } from '../../src/contexts/electoral-roll/index.js';
import { IntakeModule } from '../../src/contexts/intake/intake.module.js';
import { ProcessesModule } from '../../src/contexts/processes/processes.module.js';
import { sendSupport } from '../../src/demonstration/world/index.js';
import { KeyRecord } from '../../src/kernel/crypto/key-record.js';
import { ProblemFilter } from '../../src/kernel/http/problem.filter.js';
import { anotherProcess } from '../support/another-process.js';
import { IntakeScene, type IntakePhone } from '../support/intake-scene.js';

const MODULES = [ProcessesModule, AspirantsModule, ElectoralRollModule, AuxiliariesModule, DevicesModule, IntakeModule];

describe('an installation that was restarted without its key folder (decision 4)', () => {
  let scene: IntakeScene;
  let phone: IntakePhone;
  let empty: string;
  let restarted: NestExpressApplication;

  beforeAll(async () => {
    scene = await IntakeScene.open();
    phone = await scene.enrol();
    expect((await scene.send(await scene.capture(phone))).status).toBe(201);
    await scene.context.module.get(KeyRecord).recordNew();
    empty = await mkdtemp(join(tmpdir(), 'keys-'));
    const module = await anotherProcess(scene.context, MODULES, { KEYS_DIR: empty });
    restarted = module.createNestApplication<NestExpressApplication>();
    restarted.useGlobalFilters(new ProblemFilter());
    await restarted.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await restarted.close();
    await scene.close();
    await rm(empty, { recursive: true });
  });

  it('gives no receipt for a record whose key it does not have; the record can be sent again later', async () => {
    const record = await scene.capture(phone);
    const base = (await restarted.getUrl()).replace('[::1]', '127.0.0.1');
    const answer = await sendSupport(base, record);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'KERNEL.BUSY']);
    expect(await scene.rows('select 1 from intake.support where folio = ?', [record.folio])).toEqual([]);
    expect((await scene.send(record)).status).toBe(201);
  });

  it('is not ready', async () => {
    const base = (await restarted.getUrl()).replace('[::1]', '127.0.0.1');
    const answer = await fetch(`${base}/health/ready`);
    expect([answer.status, JSON.stringify(await answer.json())]).toEqual([503, expect.stringContaining('keys')]);
  });
});
