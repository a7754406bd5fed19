import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DiskBlobStore } from '../storage/disk-blob-store.js';
import { BackupFolder } from './backup-folder.js';
import { copyBlobs } from './blob-copies.js';
import { restoreBlobs } from './restore.js';
import { verifyBlobs } from './verify.js';

const STORED_AT = new Date('2027-01-10T18:00:00.000Z');
const KEYS = ['supports/aa/1.apci', 'supports/bb/2.apci', 'documents/cc/3'];

describe('the backup of blobs', () => {
  let work: string;
  let blobs: DiskBlobStore;
  let folder: BackupFolder;
  let at: Date;

  const copy = () => {
    at = new Date(at.getTime() + 1000);
    return copyBlobs(blobs, folder, () => at);
  };
  const listFiles = async () =>
    (await readdir(folder.path('blob-lists'))).sort().map((name) => folder.path('blob-lists', name));
  const put = async (key: string): Promise<void> => {
    await blobs.put(key, Readable.from([Buffer.from(`content of ${key}`)]));
    await blobs.setStoredAt(key, STORED_AT);
  };

  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), 'copies-'));
    blobs = new DiskBlobStore(join(work, 'data'));
    folder = new BackupFolder(join(work, 'backup'));
    at = new Date('2027-01-10T20:00:00.000Z');
    for (const key of KEYS) await put(key);
  });

  afterEach(() => rm(work, { recursive: true }));

  it('copies each blob once, with its digest', async () => {
    expect(await copy()).toMatchObject({ copied: 3 });
    expect(await copy()).toEqual({ copied: 0, bytes: 0, unreadable: [] });
    expect(await verifyBlobs(folder)).toEqual({ checked: 3, damaged: [], unlisted: [] });
  });

  it('reports and restores copies that an interrupted run did not list', async () => {
    await copy();
    // The power failed before the list was durable.
    for (const list of await listFiles()) await writeFile(list, '');
    const { checked, unlisted } = await verifyBlobs(folder);
    expect([checked, new Set(unlisted)]).toEqual([0, new Set(KEYS)]);

    const restored = new DiskBlobStore(join(work, 'restored'));
    await restoreBlobs(folder, restored);
    for (const key of KEYS) {
      expect((await restored.read(key)).toString()).toBe(`content of ${key}`);
      expect((await restored.readStart(key, 0)).storedAt).toEqual(STORED_AT);
    }
  });

  it('copies again in the next run what an interrupted run did not list, and skips the incomplete line', async () => {
    await copy();
    const [list = ''] = await listFiles();
    const lines = (await readFile(list, 'utf8')).split('\n');
    await writeFile(list, `${lines[0] ?? ''}\n`);
    await appendFile(list, lines[1]?.slice(0, 40) ?? '');

    expect(await copy()).toMatchObject({ copied: 2 });
    expect(await verifyBlobs(folder)).toEqual({ checked: 3, damaged: [], unlisted: [] });
  });

  it('copies a blob again if its copy is lost', async () => {
    await copy();
    await rm(folder.path('blobs', KEYS[0] ?? ''));
    expect((await verifyBlobs(folder)).damaged).toEqual([KEYS[0]]);
    expect(await copy()).toMatchObject({ copied: 1 });
    expect((await verifyBlobs(folder)).damaged).toEqual([]);
  });

  it('reports damaged copies, and restores all others with their times', async () => {
    await copy();
    await writeFile(folder.path('blobs', KEYS[0] ?? ''), 'altered');
    await rm(folder.path('blobs', KEYS[1] ?? ''));

    const restored = new DiskBlobStore(join(work, 'restored'));
    const { damaged, ...rest } = await restoreBlobs(folder, restored);
    expect([new Set(damaged), rest]).toEqual([new Set(KEYS.slice(0, 2)), { restored: 1 }]);
    expect(await restored.exists(KEYS[0] ?? '')).toBe(false);
    expect((await restored.readStart(KEYS[2] ?? '', 0)).storedAt).toEqual(STORED_AT);
  });

  it('restores the time of a blob whose restore was interrupted before the time was set', async () => {
    await copy();
    await blobs.setStoredAt(KEYS[0] ?? '', new Date('2027-02-01T18:00:00.000Z'));
    expect(await restoreBlobs(folder, blobs)).toEqual({ restored: 0, damaged: [] });
    expect((await blobs.readStart(KEYS[0] ?? '', 0)).storedAt).toEqual(STORED_AT);
  });

  it('copies all blobs that can be read, and reports the others', async () => {
    const open = blobs.open.bind(blobs);
    jest.spyOn(blobs, 'open').mockImplementation((key) => {
      if (key !== KEYS[1]) return open(key);
      return new Readable({
        read() {
          this.destroy(Object.assign(new Error('bad sector'), { code: 'EIO' }));
        },
      });
    });
    expect(await copy()).toMatchObject({ copied: 2, unreadable: [KEYS[1]] });
    jest.restoreAllMocks();
    expect(await copy()).toMatchObject({ copied: 1, unreadable: [] });
  });
});
