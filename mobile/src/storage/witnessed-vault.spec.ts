import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Files } from './files.js';
import { FileVault } from './file-vault.js';
import { lostRecords } from './lost-records.js';
import { containerOf } from './vault-contract.js';
import type { Enrolment, SealedRecord, Vault } from './vault.js';
import { Witness } from './witness.js';
import { WitnessedVault } from './witnessed-vault.js';

/** The phone's files; an earlier copy can be restored. */
class Disk implements Files {
  constructor(private readonly files = new Map<string, Uint8Array>()) {}

  copy = (): Disk => new Disk(new Map(this.files));
  write = (path: string, bytes: Uint8Array): Promise<void> => Promise.resolve(void this.files.set(path, bytes));
  read = (path: string): Promise<Uint8Array | undefined> => Promise.resolve(this.files.get(path));
  rename = async (from: string, to: string): Promise<void> => {
    const bytes = this.files.get(from);
    if (!bytes) throw new Error('no such file');
    await this.write(to, bytes);
    await this.remove(from);
  };
  remove = (path: string): Promise<void> => Promise.resolve(void this.files.delete(path));
  list = (folder: string): Promise<string[]> => {
    const inside = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return Promise.resolve(inside.map((path) => path.slice(folder.length + 1)));
  };
}

class TextStore {
  readonly #texts = new Map<string, string>();
  getItem = (key: string): string | null => this.#texts.get(key) ?? null;
  setItem = (key: string, text: string): void => void this.#texts.set(key, text);
}

const enrolment = { deviceId: 'd', nextCounter: 0 } as Enrolment;
const record = (folio: string): SealedRecord => ({
  ...{ folio, deviceId: 'd', integrityCode: 'a'.repeat(64), capturedAt: '2027-01-15T18:00:00.000Z' },
  ...{ size: 1000, checked: false, attempts: 0, nextAttemptAt: 0 },
});

describe('the witness in localStorage that reveals the loss of a vault (docs/adr/0049)', () => {
  let witness: Witness;
  beforeEach(() => {
    witness = new Witness(new TextStore());
  });
  const openOn = async (disk: Disk): Promise<Vault> => WitnessedVault.over(await FileVault.open(disk), witness);
  const store = async (vault: Vault, folio: string): Promise<void> => {
    await vault.saveRecord(record(folio), containerOf(1));
    await vault.updateRecord({ ...record(folio), checked: true });
  };
  const gone = async (vault: Vault): Promise<readonly string[]> => (await lostRecords(vault, witness)).gone;

  it('lists the unsent records of a vault that was deleted, and no others', async () => {
    const vault = await openOn(new Disk());
    for (const folio of ['A', 'B', 'C', 'D']) await store(vault, folio);
    await vault.saveRecord(record('never-shown'), containerOf(1));
    await vault.replaceWithReceipt({ ...record('A'), receivedAt: '2027-01-15T20:00:00.000Z', jws: 'a.b.c' });
    await vault.replaceWithTombstone({
      ...record('B'),
      code: 'X',
      reason: 'No.',
      refusedAt: '2027-01-15T20:00:00.000Z',
    });
    expect(await gone(vault)).toEqual([]);

    const empty = await openOn(new Disk());
    expect(await gone(empty)).toEqual(['C', 'D']);
    // The server had received one of them.
    await empty.replaceWithReceipt({ ...record('C'), receivedAt: '2027-01-15T20:00:00.000Z', jws: 'a.b.c' });
    expect(await gone(empty)).toEqual(['D']);
    witness.remove(['D']);
    expect(await gone(empty)).toEqual([]);
  });

  it('prevents a vault that was restored from an older copy from using a counter twice', async () => {
    const disk = new Disk();
    const vault = await openOn(disk);
    await vault.saveEnrolment(enrolment);
    await vault.takeCounter('d');
    const older = disk.copy();
    for (const counter of [1, 2, 3]) expect(await vault.takeCounter('d')).toBe(counter);
    const again = await openOn(older);
    expect(await again.takeCounter('d')).toBe(4);
    // The lease contains a higher counter.
    expect(await again.takeCounter('d', 40)).toBe(40);
    expect(await again.takeCounter('d', 7)).toBe(41);
  });

  it('proves that a record passed its check even if a power failure undid the write that recorded it (decision 3)', async () => {
    const disk = new Disk();
    const vault = await openOn(disk);
    for (const folio of ['A', 'never-shown']) await vault.saveRecord(record(folio), containerOf(1));
    const older = disk.copy();
    await vault.updateRecord({ ...record('A'), checked: true });
    const again = await openOn(older);
    const checked = (await again.records()).map(({ folio, checked }) => [folio, checked]);
    expect(checked).toEqual([
      ['A', true],
      ['never-shown', false],
    ]);
  });

  it('lists a record whose folio was shown, even if the record was then discarded', async () => {
    const vault = await openOn(new Disk());
    await store(vault, 'A');
    await vault.saveRecord(record('never-shown'), containerOf(1));
    for (const folio of ['A', 'never-shown']) await vault.discardRecord(folio);
    expect(await gone(vault)).toEqual(['A']);
  });

  it('records the contents of a vault from an earlier version of the app', async () => {
    const disk = new Disk();
    const vault = await FileVault.open(disk);
    await vault.saveEnrolment({ ...enrolment, nextCounter: 9 });
    await store(vault, 'A');
    await openOn(disk);
    expect(witness.nextCounter('d')).toBe(9);
    expect(await gone(await openOn(new Disk()))).toEqual(['A']);
  });

  it('never prevents a capture: the vault works even if the witness’s store is missing, damaged or full', async () => {
    const denied = new Witness(undefined);
    const damaged = new TextStore();
    damaged.setItem('apoyo-ciudadano-testigo', '{"counters":7,"unsent":{}}');
    const full = { getItem: () => null, setItem: () => failing() };
    for (const one of [denied, new Witness(damaged), new Witness(full)]) {
      const vault = await WitnessedVault.over(await FileVault.open(new Disk()), one);
      await vault.saveEnrolment(enrolment);
      expect(await vault.takeCounter('d')).toBe(0);
      await store(vault, 'A');
      expect(await lostRecords(vault, one)).toEqual({ gone: [], elsewhere: [] });
    }
  });

  it('lists as announced by another device only records that this phone neither has nor ever had', async () => {
    const vault = await openOn(new Disk());
    await vault.saveEnrolment({ ...enrolment, announcedElsewhere: ['A', 'B', 'C'] });
    await store(vault, 'A');
    witness.add(['B']);
    expect(await lostRecords(vault, witness)).toEqual({ gone: ['B'], elsewhere: ['C'] });
  });
});

function failing(): never {
  throw new Error('full');
}
