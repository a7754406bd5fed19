import fs from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
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

  it('goes on to the last byte when the system takes only a part of a write', async () => {
    const write = fs.writev;
    jest.spyOn(fs, 'writev').mockImplementation(((file: number, [first]: Uint8Array[], done: () => void) => {
      write(file, [(first ?? Buffer.alloc(0)).subarray(0, 4)], done);
    }) as never);
    try {
      await store.put('a/three', Readable.from([content.subarray(0, 9), content.subarray(9)]));
    } finally {
      jest.restoreAllMocks();
    }
    expect(await store.read('a/three')).toEqual(content);
  });

  it('never writes outside its folder', async () => {
    await expect(store.put('../outside', Readable.from([content]))).rejects.toThrow('inside the store');
  });
});
