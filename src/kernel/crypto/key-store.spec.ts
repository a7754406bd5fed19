import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fileName } from './key-file.js';
import { KeyStore, type KeyStoreOptions } from './key-store.js';
import { encryptFor, keyPairName, newPrivateKey, Signing } from './signing.js';

const [KEK, INTAKE_KEK] = [Buffer.alloc(32, 3), Buffer.alloc(32, 5)];
const INTAKE = keyPairName('intake');
const NOTICED_MS = 5000;

let folder: string;
let now: Date;
const store = (options: KeyStoreOptions = {}, at = folder): KeyStore => new KeyStore(at, KEK, () => now, options);
const worker = (options: KeyStoreOptions = {}): KeyStore => store({ intakeKeyEncryptionKey: INTAKE_KEK, ...options });
const pathOf = (kid: string, at = folder): string => join(at, `${fileName(kid)}.json`);
const outage = (reason: string): object => ({ name: 'OutageError', service: 'keys', reason });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  now = new Date('2027-01-01T00:00:00Z');
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a key file wrapped under the general key-encryption key, as an intruder in the web process could. */
async function plant(kid: string, into = folder): Promise<void> {
  const own = await mkdtemp(join(tmpdir(), 'intruder-'));
  const name = kid.slice(0, kid.lastIndexOf('-'));
  const intruder = store({}, own);
  while ((await intruder.rotate(name, newPrivateKey)).kid !== kid);
  await copyFile(pathOf(kid, own), pathOf(kid, into));
  await rm(own, { recursive: true });
}

async function alter(kid: string, change: (file: Record<string, unknown>) => object): Promise<void> {
  const file = JSON.parse(await readFile(pathOf(kid), 'utf8')) as Record<string, unknown>;
  await writeFile(pathOf(kid), JSON.stringify({ ...file, ...change(file) }));
}

describe('a key planted by an intruder in the web process', () => {
  it('is never used as an intake key by a process that holds the intake key-encryption key', async () => {
    await worker().findOrCreate(INTAKE, newPrivateKey);
    await plant(`${INTAKE}-2`);
    const keys = worker();
    expect((await keys.find(INTAKE))?.kid).toBe('pair.intake-1');
    expect((await keys.all(INTAKE)).map(({ kid }) => kid)).toEqual(['pair.intake-1']);
    await expect(keys.byKid('pair.intake-2')).rejects.toMatchObject(outage('KEY_FOREIGN'));
    expect(keys.foreign()).toMatchObject([{ kid: 'pair.intake-2', reason: 'not-separated' }]);
  });

  it('is not used even as the only intake key, and no other is created until an operator has decided', async () => {
    await plant(`${INTAKE}-1`);
    await expect(worker().findOrCreate(INTAKE, newPrivateKey)).rejects.toMatchObject(outage('KEY_FOREIGN'));
  });

  it('is adopted only by a separation that names it', async () => {
    await worker().findOrCreate(INTAKE, newPrivateKey);
    await plant(`${INTAKE}-2`);
    await expect(worker().separate()).rejects.toThrow(RangeError);
    expect((await worker().list()).map(({ kid }) => kid)).toEqual(['pair.intake-1']);
    expect((await worker().separate('pair.intake-2')).map(({ kid }) => kid)).toEqual(['pair.intake-2']);
    expect((await worker().all(INTAKE)).map(({ kid, jobsOnly }) => [kid, jobsOnly])).toEqual([
      ['pair.intake-2', true],
      ['pair.intake-1', true],
    ]);
  });

  it('is not used even if its file states that its secret was withdrawn', async () => {
    await worker().findOrCreate(INTAKE, newPrivateKey);
    await plant(`${INTAKE}-2`);
    await alter(`${INTAKE}-2`, () => ({ wrapped: '', withdrawn: true, wrappedBy: 'intake' }));
    const keys = worker();
    expect((await keys.all(INTAKE)).map(({ kid }) => kid)).toEqual(['pair.intake-1']);
    expect(keys.foreign()).toMatchObject([{ kid: 'pair.intake-2', reason: 'unreadable' }]);
  });

  it.each(['pair.intake', 'pair.receipt'])(
    'causes an outage, and is not used, if it replaces the public half of %s',
    async (name) => {
      const running = worker();
      await running.findOrCreate('field', () => Buffer.alloc(32, 1));
      await running.findOrCreate(name, newPrivateKey);
      const { publicJwk } = await store({}, join(folder, 'own')).findOrCreate(name, newPrivateKey);
      await alter(`${name}-1`, () => ({ publicJwk }));
      await expect(running.check()).rejects.toMatchObject(outage('ENOENT'));
      const later = worker();
      await expect(later.findOrCreate(name, newPrivateKey)).rejects.toMatchObject(outage('KEY_FOREIGN'));
      expect(later.foreign()).toMatchObject([{ kid: `${name}-1`, reason: 'public-half' }]);
    },
  );
});

describe('the folder of the intake keys', () => {
  const own = (): string => join(folder, 'intake');
  const separated = (): KeyStore => worker({ intakeFolder: own() });

  it('contains them and no other keys', async () => {
    const keys = separated();
    await keys.findOrCreate(INTAKE, newPrivateKey);
    await keys.findOrCreate('field', () => Buffer.alloc(32, 1));
    expect(await readdir(own())).toEqual([`${fileName('pair.intake-1')}.json`]);
    await rename(pathOf('field-1'), pathOf('field-1', own()));
    const later = separated();
    expect((await later.list()).map(({ kid }) => kid)).toEqual(['pair.intake-1']);
    expect(later.foreign()).toMatchObject([{ kid: 'field-1', reason: 'misplaced' }]);
  });

  it('is the only folder from which a process reads them, with or without their key-encryption key', async () => {
    await separated().findOrCreate(INTAKE, newPrivateKey);
    await plant(`${INTAKE}-2`);
    for (const keys of [separated(), store({ intakeFolder: own() })]) {
      expect((await keys.all(INTAKE)).map(({ kid }) => kid)).toEqual(['pair.intake-1']);
      expect(keys.foreign()).toMatchObject([{ kid: 'pair.intake-2', reason: 'misplaced' }]);
    }
  });

  it('receives the keys of an earlier release when they are separated, including prepared ones', async () => {
    const before = store();
    const sealed = await encryptFor(await new Signing(before).publicJwk('intake'), Buffer.from('sellado'));
    await before.rotate(INTAKE, newPrivateKey, true);
    await before.rotate(INTAKE, newPrivateKey, true);
    await before.activate(['pair.intake-2']);
    expect((await separated().separate()).map(({ kid }) => kid).sort()).toEqual([
      'pair.intake-1',
      'pair.intake-2',
      'pair.intake-3',
    ]);
    const keys = separated();
    expect((await keys.all(INTAKE)).map(({ kid, active }) => [kid, active])).toEqual([
      ['pair.intake-3', false],
      ['pair.intake-2', true],
      ['pair.intake-1', true],
    ]);
    expect((await readdir(folder)).filter((file) => /\.(json|active)$/.test(file))).toEqual([]);
    expect((await new Signing(keys).open('intake', sealed)).toString()).toBe('sellado');
    expect(await separated().separate()).toEqual([]);
  });
});

describe('the markers of a key', () => {
  it('are kept when the key is separated, and are included in its backup', async () => {
    await store().findOrCreate(INTAKE, newPrivateKey);
    await store().rotate(INTAKE, newPrivateKey, true);
    await store().activate(['pair.intake-2']);
    await store().retire(['pair.intake-1']);
    const keys = worker({ intakeFolder: join(folder, 'intake') });
    await keys.separate();
    const marks = (await keys.all(INTAKE)).map(({ kid, active, retired }) => [kid, active, retired]);
    expect(marks).toEqual([
      ['pair.intake-2', true, false],
      ['pair.intake-1', true, true],
    ]);
    expect(Object.keys(await keys.files(await keys.list())).sort()).toEqual(
      [
        ...['pair.intake-1', 'pair.intake-2'].map((kid) => `${fileName(kid)}.json`),
        `${fileName('pair.intake-1')}.retired`,
        `${fileName('pair.intake-2')}.active`,
      ].sort(),
    );
  });

  it('include its withdrawal, which leaves the public half and the thumbprint of a key pair', async () => {
    const { publicJwk, thumbprint } = await store().findOrCreate('pair.root', newPrivateKey);
    const keys = store();
    await keys.withdraw('pair.root-1', () => Promise.resolve());
    const left = { publicJwk, thumbprint, secret: undefined, withdrawn: true };
    expect([await keys.list(), keys.foreign()]).toMatchObject([[left], []]);
  });
});

describe('a file that is not a key of the installation', () => {
  it('does not prevent a process from starting', async () => {
    await store().findOrCreate('field', () => Buffer.alloc(32, 1));
    await writeFile(join(folder, 'ajeno.json'), '{');
    await mkdir(join(folder, 'carpeta.json'));
    await copyFile(pathOf('field-1'), join(folder, 'copia.json'));
    const keys = store();
    expect((await keys.list()).map(({ kid }) => kid)).toEqual(['field-1']);
    expect(
      keys
        .foreign()
        .map(({ reason }) => reason)
        .sort(),
    ).toEqual(['misplaced', 'unreadable', 'unreadable']);
  });

  it('causes an outage if it replaces a key that the process knows, and no other key is created', async () => {
    const keys = store();
    await keys.findOrCreate('field', () => Buffer.alloc(32, 1));
    await keys.findOrCreate('evidence', () => Buffer.alloc(32, 2));
    await writeFile(pathOf('field-1'), '{');
    await expect(keys.check()).rejects.toMatchObject(outage('ENOENT'));
    const create = store().findOrCreate('field', () => Buffer.alloc(32, 9));
    await expect(create).rejects.toMatchObject(outage('KEY_FOREIGN'));
  });
});

describe('a key that the installation once had', () => {
  const register = (entries: [string, string][]): KeyStoreOptions => ({
    register: { thumbprints: () => Promise.resolve(new Map(entries)) },
  });

  it('is not created again in an empty folder, and neither is a later generation', async () => {
    const keys = worker(
      register([
        ['pair.intake-1', 'x'],
        ['pair.intake-2', 'y'],
        ['hmac.k-1', 'z'],
      ]),
    );
    for (const name of [INTAKE, 'hmac.k']) {
      await expect(keys.findOrCreate(name, newPrivateKey)).rejects.toMatchObject(outage('KEY_MISSING'));
    }
    await expect(keys.rotate(INTAKE, newPrivateKey)).rejects.toMatchObject(outage('KEY_MISSING'));
    await expect(new Signing(keys).hasKey('intake', 'pair.intake-2')).rejects.toMatchObject(outage('KEY_MISSING'));
    await expect(keys.check()).rejects.toMatchObject(outage('KEY_MISSING'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not stop the process if only its kid was added to the register, or an earlier generation is missing', async () => {
    await worker().findOrCreate(INTAKE, newPrivateKey);
    const others = ['pair.x-1', 'pair.receipt-9', 'pair.intake-7'];
    await worker().findOrCreate('pair.receipt', newPrivateKey);
    await worker(register(others.map((kid) => [kid, 'x']))).check();
    await expect(worker(register([['pair.lease-1', 'x']])).check()).rejects.toMatchObject(outage('KEY_MISSING'));
  });

  it('is replaced by the next generation, and only on request, if it is the evidence key', async () => {
    const keys = worker(
      register([
        ['evidence-1', 'x'],
        ['evidence-3', 'y'],
        ['field-1', 'z'],
      ]),
    );
    const make = () => Buffer.alloc(32, 1);
    await expect(keys.findOrCreate('evidence', make)).rejects.toMatchObject(outage('KEY_MISSING'));
    await expect(keys.rotate('field', make)).rejects.toMatchObject(outage('KEY_MISSING'));
    expect((await keys.rotate('evidence', make)).kid).toBe('evidence-4');
    expect((await keys.findOrCreate('evidence', make)).kid).toBe('evidence-4');
  });

  it('is recognised by its thumbprint, not by its kid', async () => {
    const { thumbprint } = await worker().findOrCreate(INTAKE, newPrivateKey);
    expect((await worker(register([['pair.intake-1', thumbprint]])).find(INTAKE))?.kid).toBe('pair.intake-1');
    const keys = worker(register([['pair.intake-1', 'of another key']]));
    await expect(new Signing(keys).publicJwk('intake')).rejects.toMatchObject(outage('KEY_MISSING'));
    expect(keys.foreign()).toMatchObject([{ kid: 'pair.intake-1', reason: 'another-key' }]);
  });
});

describe('reading the key folder', () => {
  let keys: KeyStore;

  beforeEach(() => {
    keys = store();
  });

  it('is not repeated for every kid that a client invents', async () => {
    await keys.findOrCreate('field', () => Buffer.alloc(32, 1));
    expect(await keys.byKid('pair.ticket-998')).toBeUndefined();
    // Does not change the modification time of the folder, so it is noticed only if the folder is read again.
    await writeFile(pathOf('field-1'), '{');
    for (let n = 1; n < 100; n += 1) expect(await keys.byKid(`pair.ticket-${String(n)}`)).toBeUndefined();
    now = new Date(now.getTime() + NOTICED_MS);
    await expect(keys.byKid('pair.ticket-999')).rejects.toMatchObject({ service: 'keys' });
  });

  it('finds a key that another process has just created', async () => {
    // The clock of the file system advances only every few milliseconds.
    await utimes(folder, 1, 1);
    expect(await keys.byKid('field-1')).toBeUndefined();
    await store().findOrCreate('field', () => Buffer.alloc(32, 1));
    expect((await keys.byKid('field-1'))?.kid).toBe('field-1');
  });

  it('never replaces a newer listing with an older one', async () => {
    let release = (): void => undefined;
    const listed = new Promise<void>((signal) => {
      let isFirst = true;
      const waiting = (): Promise<ReadonlyMap<string, string>> =>
        new Promise((resolve) => {
          release = () => {
            resolve(new Map());
          };
          signal();
        });
      const thumbprints = (): Promise<ReadonlyMap<string, string>> => {
        const answer = isFirst ? waiting() : Promise.resolve(new Map<string, string>());
        isFirst = false;
        return answer;
      };
      keys = store({ register: { thumbprints } });
    });
    const older = keys.list();
    await listed;
    await store().findOrCreate('field', () => Buffer.alloc(32, 1));
    const newer = keys.list();
    for (let n = 0; n < 5; n += 1) await store().list();
    release();
    expect(await older).toEqual([]);
    expect((await newer).map(({ kid }) => kid)).toEqual(['field-1']);
  });
});
