import { describe, expect, it } from '@jest/globals';
import { CapacitorFiles } from './capacitor-files.js';
import { FileVault } from './file-vault.js';
import { CONTRACT, containerOf } from './vault-contract.js';
import { canonicalManifest, composeFolio, encodeContainer, headerBytesOf, type SupportManifest } from '#electoral/wire';
import type { Enrolment, SealedRecord } from './vault.js';

class Crash extends Error {}

const FOLIO = composeFolio('7K2MD', 41);
const DEVICE = '00000000-0000-4000-8000-000000000004';

function supportContainer(): Uint8Array {
  const part = new Uint8Array(300).fill(7);
  const manifest: SupportManifest = {
    ...{ version: 1, kind: 'support', folio: FOLIO, deviceId: DEVICE, periodVersion: 1, channel: 'app' },
    processId: '00000000-0000-4000-8000-000000000001',
    aspirantId: '00000000-0000-4000-8000-000000000002',
    auxiliaryId: '00000000-0000-4000-8000-000000000003',
    ...{ credentialType: 'E', capturedAt: '2027-01-15T18:00:00.000Z', appVersion: '0.1.0', attestation: '' },
    lastServerTime: { at: '2027-01-15T12:00:00.000Z', monotonicMs: 0 },
    privacyNotice: { version: '1', consentedAt: '2027-01-15T17:59:00.000Z' },
    jwe: 'a'.repeat(64),
    parts: [{ name: 'anverso', size: part.length, sha256: 'b'.repeat(64) }],
  };
  return encodeContainer({
    ...{ manifest: canonicalManifest(manifest), signature: new Uint8Array(64), jwe: 'a.b', parts: [part] },
  });
}

/**
 * @capacitor/filesystem as documented: base64 in and out, a rename never overwrites, errors for missing files.
 * Deviations of real phones are not simulated. It can crash at any change, even halfway through writing a file.
 */
class FakeFilesystem {
  readonly #files = new Map<string, string>();
  changes = 0;
  crashAt = Infinity;

  writeFile = ({ path, data }: { path: string; data: string | Blob }): Promise<{ uri: string }> => {
    if (typeof data !== 'string') throw new Error('the bridge accepts base64 only');
    const cut = this.#change();
    this.#files.set(path, cut ? data.slice(0, Math.floor(data.length / 8) * 4) : data);
    if (cut) throw new Crash();
    return Promise.resolve({ uri: path });
  };
  readFile = ({ path }: { path: string }): Promise<{ data: string }> =>
    Promise.resolve({ data: this.#files.get(path) ?? absent() });
  rename = ({ from, to }: { from: string; to: string }): Promise<void> => {
    if (this.#change()) throw new Crash();
    if (this.#files.has(to)) throw new Error('the file exists');
    this.#files.set(to, this.#files.get(from) ?? absent());
    this.#files.delete(from);
    return Promise.resolve();
  };
  deleteFile = ({ path }: { path: string }): Promise<void> => {
    if (this.#change()) throw new Crash();
    if (!this.#files.delete(path)) absent();
    return Promise.resolve();
  };
  readdir = ({ path }: { path: string }): Promise<{ files: { name: string }[] }> =>
    Promise.resolve({
      files: [...this.#files.keys()]
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => ({
          name: name.slice(path.length + 1),
        })),
    });
  stat = ({ path }: { path: string }): Promise<object> => {
    const exists = [...this.#files.keys()].some((name) => name === path || name.startsWith(`${path}/`));
    return exists ? Promise.resolve({}) : Promise.reject(new Error('no such file'));
  };
  get names(): string[] {
    return [...this.#files.keys()];
  }
  copy(): ReadonlyMap<string, string> {
    return new Map(this.#files);
  }
  /** Reverts only one folder to its state in the copy, as a power loss can. */
  revert(folder: string, copy: ReadonlyMap<string, string>): void {
    const isInside = (name: string): boolean => name.includes(`/${folder}/`);
    for (const name of this.names.filter(isInside)) this.#files.delete(name);
    for (const [name, data] of copy) if (isInside(name)) this.#files.set(name, data);
  }
  corrupt(path: string): void {
    this.#files.set(path, btoa('{'));
  }

  #change(): boolean {
    this.changes += 1;
    return this.changes > this.crashAt;
  }
}

function absent(): never {
  throw new Error('no such file');
}

const openOn = (plugin: FakeFilesystem) => (): Promise<FileVault> =>
  FileVault.open(new CapacitorFiles(plugin as never, 'android'));

const record = (folio: string): SealedRecord => ({
  ...{ folio, deviceId: 'd', integrityCode: 'a'.repeat(64), capturedAt: '2027-01-15T18:00:00.000Z' },
  ...{ size: 1000, checked: true, attempts: 0, nextAttemptAt: 0 },
});
const receipt = { folio: 'A', deviceId: 'd', receivedAt: '2027-01-15T20:00:00.000Z', integrityCode: 'a', jws: 'a.b.c' };

describe('the file vault (§8.12, decision 29)', () => {
  it.each(Object.entries(CONTRACT))('%s', async (_name, check) => {
    await check(openOn(new FakeFilesystem()));
  });
});

describe('the file vault after a crash', () => {
  /** Runs `work` once for each change it makes to the files, crashes at that change, and opens the vault again. */
  async function crashAtEveryChange(
    before: (vault: FileVault) => Promise<void>,
    work: (vault: FileVault) => Promise<void>,
    after: (vault: FileVault, plugin: FakeFilesystem) => Promise<void>,
  ): Promise<number> {
    for (let nth = 0; ; nth += 1) {
      const plugin = new FakeFilesystem();
      const vault = await openOn(plugin)();
      await before(vault);
      plugin.crashAt = plugin.changes + nth;
      const crashed = await work(vault).then(
        () => false,
        (error: unknown) => error instanceof Crash,
      );
      plugin.crashAt = Infinity;
      await after(await openOn(plugin)(), plugin);
      if (!crashed) return nth;
    }
  }

  it('contains the whole record or nothing, and no orphaned file', async () => {
    const crashes = await crashAtEveryChange(
      async (vault) => vault.saveRecord(record('B'), containerOf(2)),
      async (vault) => vault.saveRecord(record('A'), containerOf(1)),
      async (vault, plugin) => {
        const folios = (await vault.records()).map(({ folio }) => folio);
        expect(folios).toContain('B');
        expect(await vault.container('B')).toEqual(containerOf(2));
        if (folios.includes('A')) expect(await vault.container('A')).toEqual(containerOf(1));
        else expect(plugin.names.filter((name) => name.endsWith('/A') || name.endsWith('.new'))).toEqual([]);
      },
    );
    expect(crashes).toBeGreaterThan(5);
  });

  it('contains either the record or its receipt (§8.13)', async () => {
    const crashes = await crashAtEveryChange(
      async (vault) => vault.saveRecord(record('A'), containerOf(1)),
      async (vault) => vault.replaceWithReceipt(receipt),
      async (vault, plugin) => {
        const [records, receipts] = [await vault.records(), await vault.receipts()];
        expect(records.length + receipts.length).toBe(1);
        expect((await vault.container('A')) !== undefined).toBe(records.length === 1);
        if (receipts.length === 1) expect(plugin.names.filter((name) => name.includes('/A'))).toEqual([]);
      },
    );
    expect(crashes).toBeGreaterThan(5);
  });

  it('keeps a complete container whose row and header were lost in a power failure', async () => {
    const plugin = new FakeFilesystem();
    const vault = await openOn(plugin)();
    await vault.saveRecord(record('B'), containerOf(2));
    const copy = plugin.copy();
    const container = supportContainer();
    await vault.saveRecord(record(FOLIO), container);
    for (const folder of ['tables', 'heads']) plugin.revert(folder, copy);
    for (let opening = 0; opening < 2; opening += 1) {
      const again = await openOn(plugin)();
      expect(await again.records()).toMatchObject([{ folio: 'B' }, { folio: FOLIO, deviceId: DEVICE, checked: true }]);
      expect(await again.container(FOLIO)).toEqual(container);
      expect(await again.header(FOLIO)).toEqual(headerBytesOf(container));
    }
  });

  it('removes a container that a power failure brought back although its record has a receipt', async () => {
    const plugin = new FakeFilesystem();
    const vault = await openOn(plugin)();
    await vault.saveRecord(record(FOLIO), supportContainer());
    const copy = plugin.copy();
    await vault.replaceWithReceipt({ ...receipt, folio: FOLIO });
    for (const folder of ['containers', 'heads']) plugin.revert(folder, copy);
    expect(await (await openOn(plugin)()).records()).toEqual([]);
    expect(plugin.names.filter((name) => name.includes(FOLIO))).toEqual([]);
  });

  it('keeps every container if the table of records is damaged, and recreates the missing rows', async () => {
    const plugin = new FakeFilesystem();
    const vault = await openOn(plugin)();
    const container = supportContainer();
    await vault.saveRecord(record(FOLIO), container);
    const [table = ''] = plugin.names.filter((name) => name.includes('records.'));
    plugin.corrupt(table);
    const again = await openOn(plugin)();
    expect(await again.records()).toMatchObject([{ folio: FOLIO, deviceId: DEVICE, checked: true }]);
    expect(await again.container(FOLIO)).toEqual(container);
    expect(await (await openOn(plugin)()).records()).toHaveLength(1);
  });

  it('does not open, and removes nothing, if the registrations cannot be read', async () => {
    const plugin = new FakeFilesystem();
    const vault = await openOn(plugin)();
    await vault.saveEnrolment({ deviceId: 'd' } as Enrolment);
    await vault.saveRecord(record(FOLIO), supportContainer());
    const [table = ''] = plugin.names.filter((name) => name.includes('enrolments.'));
    const before = plugin.names.sort();
    plugin.corrupt(table);
    await expect(openOn(plugin)()).rejects.toThrow('enrolments');
    expect(plugin.names.sort()).toEqual(before);
  });

  it('falls back to the previous generation if the last one is truncated', async () => {
    const plugin = new FakeFilesystem();
    const vault = await openOn(plugin)();
    await vault.saveSetting('keySet', 'first');
    const [first = ''] = plugin.names.filter((name) => name.includes('settings'));
    plugin.corrupt(first.replace('000000000001', '000000000002'));
    expect(await (await openOn(plugin)()).setting('keySet')).toBe('first');
  });
});
