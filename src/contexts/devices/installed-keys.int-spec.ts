import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { anotherProcess } from '../../../test/support/another-process.js';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { newContest, openPeriod } from '../../demonstration/world/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { KeyBackups } from '../../kernel/backup/key-backup.js';
import { verifyKeyBackup } from '../../kernel/backup/key-restore.js';
import keyCommands from '../../kernel/cli/key-commands.js';
import { generateP256KeyPair, type P256KeyPair } from '../../kernel/crypto/key-pair.js';
import { KeyStatus } from '../../kernel/crypto/key-status.js';
import { KeyStore } from '../../kernel/crypto/key-store.js';
import { Signing, signJws } from '../../kernel/crypto/signing.js';
import { StatusSource } from '../../kernel/health/status-source.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { AspirantsModule } from '../aspirants/aspirants.module.js';
import { AuxiliariesModule } from '../auxiliaries/auxiliaries.module.js';
import { ElectoralRollModule } from '../electoral-roll/index.js';
import { CaptureKeysStatus } from '../processes/capture-keys-status.js';
import { SetCapturePeriod } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import operatorCommands from './cli.js';
import { DevicesModule } from './devices.module.js';
import { toVersion1, withValidity } from './domain/key-set.js';
import { GetKeySet, PrepareKeySet, PublishKeySet } from './index.js';
import { ActivateKeys } from './jobs/activate-keys.js';

const MODULES = [ProcessesModule, AspirantsModule, ElectoralRollModule, AuxiliariesModule, DevicesModule];
const [KEK, INTAKE_KEK] = [Buffer.alloc(32, 7), Buffer.alloc(32, 9)];
const NOW = new Date('2027-01-15T18:00:00.000Z');
const system = systemActor('spec');

describe('a production installation (decisions 4 and 22)', () => {
  let folder: string;
  let context: TestContext;
  /** The same installation with an offline root. */
  let rooted: TestingModule;
  let backupKey: P256KeyPair;
  let rootPrivate: Parameters<typeof signJws>[0];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    const environment = {
      MODE: 'production',
      PUBLIC_URL: 'https://apoyo.example',
      KEYS_DIR: join(folder, 'keys'),
      ALLOW_PLAINTEXT: 'postgres,smtp',
      INTAKE_KEK: INTAKE_KEK.toString('base64'),
    };
    context = await contextModule(MODULES, environment);
    const { publicJwk, privateJwk } = await generateP256KeyPair();
    rootPrivate = { ...privateJwk, kid: 'root-1' };
    const file = join(folder, 'root.json');
    await writeFile(file, JSON.stringify({ ...publicJwk, kid: 'root-1' }));
    rooted = await anotherProcess(context, MODULES, { ...environment, ROOT_PUBLIC_KEY_FILE: file });
    backupKey = await generateP256KeyPair();
  });
  afterAll(async () => {
    await rooted.close();
    await context.close();
    await rm(folder, { recursive: true });
  });

  const contest = (practice = false) => newContest(rooted.get(Dispatcher), system, { name: 'Proceso', practice });
  const openIn = async (module: TestingModule, change = {}) =>
    openPeriod(module.get(Dispatcher), system, await contest(), change);
  const alarms = async (source: new (...args: never[]) => StatusSource, module = rooted) =>
    Object.fromEntries((await module.get(source).figures()).map(({ name, value }) => [name, value]));
  const unfit = async () => (await alarms(CaptureKeysStatus))['keys.period-unfit'];
  const run = (name: string, argument: string, module = rooted) =>
    [...keyCommands, ...operatorCommands].find((command) => command.name === name)?.run(module, {}, argument);
  const publish = async (days: number) => {
    context.clock.advance(1000);
    const asked = await rooted.get(Dispatcher).ask(system, new PrepareKeySet({}));
    const keySet = withValidity(asked, context.clock.now(), days);
    const signed = { keySet: signJws(rootPrivate, keySet), keySetV1: signJws(rootPrivate, toVersion1(keySet)) };
    await rooted.get(Dispatcher).run(system, new PublishKeySet({ keySets: [signed] }));
  };
  const proveBackup = async () => {
    const backup = await rooted.get(KeyBackups).create(backupKey.publicJwk);
    const open = (at: string) => new KeyStore(at, KEK, () => NOW, { intakeKeyEncryptionKey: INTAKE_KEK });
    const { code } = await verifyKeyBackup(Readable.from([backup]), backupKey.privateJwk, open);
    await rooted.get(KeyBackups).confirm(code);
  };
  const intakeInUse = async (module = rooted) => (await module.get(KeyStore).find('pair.intake'))?.kid;

  it('publishes no key set before a proven backup of its intake key, even if there is no process yet', async () => {
    await expect(publish(180)).rejects.toMatchObject({ code: 'DEVICES.KEY_BACKUP_UNPROVEN' });
  });

  it('lets no period open without an offline root, except for practice', async () => {
    await openPeriod(context.module.get(Dispatcher), system, await contest(true));
    await expect(openIn(context.module)).rejects.toMatchObject({ code: 'PROCESSES.ROOT_ON_SERVER' });
    const raised = await alarms(KeyStatus, context.module);
    expect(raised['keys.backup-unproven']).toBeGreaterThan(0);
    expect(raised['keys.root-on-server']).toBe(1);
  });

  it('lets no period open while a former root is still on the server, even if another one is configured', async () => {
    await context.module.get(Signing).publicJwk('root');
    await expect(openIn(rooted)).rejects.toMatchObject({ code: 'PROCESSES.ROOT_ON_SERVER' });
    expect(await alarms(KeyStatus)).toMatchObject({ 'keys.root-on-server': 1 });
    await rooted.get(KeyStore).withdraw('pair.root-1', () => Promise.resolve());
    expect(await alarms(KeyStatus)).toMatchObject({ 'keys.root-on-server': 0 });
  });

  it('lets no period open before a restored backup of the intake key has opened a record', async () => {
    await rooted.get(Signing).publicJwk('intake');
    await expect(openIn(rooted)).rejects.toMatchObject({ code: 'PROCESSES.KEY_BACKUP_UNPROVEN' });
    await expect(publish(180)).rejects.toMatchObject({ code: 'DEVICES.KEY_BACKUP_UNPROVEN' });
    await proveBackup();
    // The first confirmation created further keys, which this backup includes.
    await proveBackup();
    expect(await alarms(KeyStatus)).toMatchObject({ 'keys.backup-unproven': 0 });
  });

  it('lets no period open without a published key set that is valid until the end of the grace period', async () => {
    await expect(openIn(rooted)).rejects.toMatchObject({ code: 'PROCESSES.KEY_SET_MISSING' });
    const ends = new Date('2027-02-11T06:00:00.000Z').getTime();
    await publish(Math.floor((ends - context.clock.now().getTime()) / 86_400_000));
    await expect(openIn(rooted)).rejects.toMatchObject({ code: 'PROCESSES.KEY_SET_EXPIRES' });
    await publish(Math.ceil((ends - context.clock.now().getTime()) / 86_400_000));
    await openIn(rooted);
    expect(await unfit()).toBe(0);
  });

  it('reads each key set that the root did not sign only once, although anyone may request the key set', async () => {
    const ask = () => rooted.get(Dispatcher).ask(system, new GetKeySet({ version: 2, root: 'root-1' }));
    const signed = await ask();
    await asOwner(context.module).execute(
      `insert into devices.key_set (id, root_kid, serial, jws, jws_v1, published_at)
       select gen_random_uuid(), 'root-1', 1000000000000000 + one, repeat('x', 60000), 'x', now() from generate_series(1, 30) as one`,
    );
    const statements = jest.spyOn(UnitOfWork.prototype, 'sql');
    const rowsRead = () => statements.mock.calls.filter(([text]) => text.includes('jws')).length;
    expect([await ask(), rowsRead()]).toEqual([signed, 30]);
    expect([await ask(), rowsRead()]).toEqual([signed, 30]);
    statements.mockRestore();
    await asOwner(context.module).execute(`delete from devices.key_set where serial > 1000000000000000`);
  });

  it('raises an alarm if a period is extended beyond the expiry of the key set', async () => {
    const { processId, officeId } = await contest();
    const dispatcher = rooted.get(Dispatcher);
    await openPeriod(dispatcher, system, { processId, officeId });
    await dispatcher.run(
      system,
      new SetCapturePeriod({
        ...{ processId, officeId, name: 'Captación de apoyo ciudadano', active: true },
        ...{ opensAt: '2027-01-10T06:00:00.000Z', closesAt: '2027-02-20T06:00:00.000Z' },
        ...{ reason: 'Prórroga', agreement: 'IEEQ/CG/A/012/27' },
      }),
    );
    expect(await unfit()).toBe(1);
    await publish(180);
    expect(await unfit()).toBe(0);
  });

  it('never uses a new intake key before its backup is proven', async () => {
    await run('keys rotate', 'intake');
    expect([await intakeInUse(), await unfit()]).toEqual(['pair.intake-1', 2]);
    await expect(publish(180)).rejects.toMatchObject({ code: 'DEVICES.KEY_BACKUP_UNPROVEN' });
    await proveBackup();
    await publish(180);
    await rooted.get(ActivateKeys).run();
    expect([await intakeInUse(), await unfit()]).toEqual(['pair.intake-2', 0]);
  });

  it('waits for a proven backup of a new intake key even if it signs its own key sets', async () => {
    const activate = () => context.module.get(ActivateKeys).run();
    await run('keys rotate', 'intake', context.module);
    expect([await activate(), await intakeInUse(context.module)]).toEqual([[], 'pair.intake-2']);
    await proveBackup();
    expect([await activate(), await intakeInUse(context.module)]).toEqual([['pair.intake-3'], 'pair.intake-3']);
  });
});
