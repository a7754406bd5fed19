import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../crypto/digest.js';
import { DiskBlobStore } from './disk-blob-store.js';

let folder: string;
let store: DiskBlobStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  store = new DiskBlobStore(folder);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const content = Buffer.from('bytes of a sealed record');

describe('disk blob store', () => {
  it('answers size and digest of what it keeps byte for byte', async () => {
    const stored = await store.put('a/b/one', Readable.from([content.subarray(0, 5), content.subarray(5)]));
    expect(stored).toEqual({ size: content.length, sha256: sha256(content) });
    expect(await store.read('a/b/one')).toEqual(content);
  });

  it('leaves nothing of a transfer that breaks', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield content;
      await Promise.reject(new Error('cut'));
    }
    await expect(store.put('a/two', broken())).rejects.toThrow('cut');
    expect(await readdir(join(folder, 'a'))).toEqual([]);
    expect(await store.exists('a/two')).toBe(false);
  });

  it('never writes outside its folder', async () => {
    await expect(store.put('../outside', Readable.from([content]))).rejects.toThrow('inside the store');
  });
});
