import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
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

describe('the disk blob store', () => {
  it('returns size and digest and stores the bytes unaltered', async () => {
    const stored = await store.put('a/b/one', Readable.from([content.subarray(0, 5), content.subarray(5)]));
    expect(stored).toEqual({ size: content.length, sha256: sha256(content) });
    expect(await store.read('a/b/one')).toEqual(content);
  });

  it('leaves no files behind after an interrupted transfer', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield content;
      await Promise.reject(new Error('cut'));
    }
    await expect(store.put('a/two', broken())).rejects.toThrow('cut');
    expect(await readdir(join(folder, 'a'))).toEqual([]);
    expect(await store.exists('a/two')).toBe(false);
  });

  it('writes all bytes even if a system call writes only some', async () => {
    const probe = await open(join(folder, 'probe'), 'w');
    const prototype = Object.getPrototypeOf(probe) as typeof probe;
    await probe.close();
    const write = Reflect.get(prototype, 'write') as unknown as (bytes: Buffer) => Promise<never>;
    const half = (bytes: Buffer) => bytes.subarray(0, Math.ceil(bytes.length / 2));
    jest.spyOn(prototype, 'write').mockImplementation(function (this: typeof probe, bytes: Buffer) {
      return write.call(this, half(bytes));
    } as never);
    jest.spyOn(prototype, 'writev').mockImplementation(function (this: typeof probe, [first]: Buffer[]) {
      return write.call(this, half(first ?? Buffer.alloc(0)));
    } as never);
    try {
      await store.put('a/three', Readable.from([content.subarray(0, 9), content.subarray(9)]));
    } finally {
      jest.restoreAllMocks();
    }
    expect(await store.read('a/three')).toEqual(content);
  });

  it('syncs the parents of a new folder once, and again if the folder was deleted', async () => {
    const probe = await open(join(folder, 'probe'), 'w');
    const sync = jest.spyOn(Object.getPrototypeOf(probe) as { sync: () => Promise<void> }, 'sync');
    await probe.close();
    const syncsOf = async (key: string): Promise<number> => {
      sync.mockClear();
      await store.put(key, Readable.from([content]));
      return sync.mock.calls.length;
    };
    try {
      // File and folder each time, plus the parents of new folders.
      expect(await syncsOf('a/b/one')).toBe(2 + 2);
      expect(await syncsOf('a/c/two')).toBe(2 + 1);
      expect(await syncsOf('a/c/three')).toBe(2);
      await rm(join(folder, 'a'), { recursive: true });
      expect(await syncsOf('a/c/four')).toBe(2 + 2);
    } finally {
      sync.mockRestore();
    }
  });

  it('never writes outside its folder', async () => {
    await expect(store.put('../outside', Readable.from([content]))).rejects.toThrow('inside the store');
  });
});
