import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { startS3 } from '../../../test/support/s3.js';
import { sha256 } from '../crypto/digest.js';
import { randomBuffer, randomId } from '../crypto/random.js';
import type { BlobStore } from './blob-store.js';
import { DiskBlobStore } from './disk-blob-store.js';
import { S3BlobStore, S3Error } from './s3-blob-store.js';

interface OpenedStore {
  readonly store: BlobStore;
  readonly close: () => Promise<void>;
}

const STORES: Readonly<Record<string, () => Promise<OpenedStore>>> = {
  'local disk': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'blobs-'));
    return { store: new DiskBlobStore(folder), close: () => rm(folder, { recursive: true }) };
  },
  'an S3 store': async () => {
    const { place, stop } = await startS3();
    return { store: new S3BlobStore(place), close: stop };
  },
};

const newKey = () => `supports/${randomId()}/ab/one.apci`;

async function keysOf(store: BlobStore, folder?: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const key of store.keys(folder)) keys.add(key);
  return keys;
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe.each(Object.entries(STORES))('a blob store (%s)', (_, open) => {
  let store: BlobStore;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ store, close } = await open());
  });
  afterAll(() => close());

  it('lists no keys if nothing was stored', async () => {
    expect(await keysOf(store)).toEqual(new Set());
    expect(await store.freeBytes()).toBeGreaterThan(0);
  });

  it('returns the stored bytes, size and digest for any chunks (property)', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 5000 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(chunks, async (pieces) => {
        const [key, whole] = [newKey(), Buffer.concat(pieces)];
        expect(await store.put(key, Readable.from(pieces))).toEqual({ size: whole.length, sha256: sha256(whole) });
        expect((await store.read(key)).equals(whole)).toBe(true);
        expect((await bytesOf(store.open(key) as AsyncIterable<Buffer>)).equals(whole)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('stores blobs larger than one part', async () => {
    const [key, chunk] = [newKey(), randomBuffer(1024 * 1024)];
    const stored = await store.put(key, Readable.from(Array.from({ length: 18 }, () => chunk)));
    expect(stored.size).toBe(18 * chunk.length);
    expect(sha256(await store.read(key)).equals(stored.sha256)).toBe(true);
  });

  it.each([1, 20])(
    'stores nothing of an interrupted transfer of %i MiB, and returns the received bytes if they fit into one part',
    async (size) => {
      const [key, chunk] = [newKey(), randomBuffer(1024 * 1024)];
      async function* broken(): AsyncGenerator<Uint8Array> {
        for (let sent = 0; sent < size; sent += 1) yield chunk;
        await Promise.reject(new Error('cut'));
      }
      let [received, cause]: [Buffer | undefined, unknown] = [undefined, undefined];
      const putting = store.put(key, broken(), async (soFar, error) => {
        [received, cause] = [await bytesOf(soFar), error];
      });
      await expect(putting).rejects.toThrow('cut');
      expect(await store.exists(key)).toBe(false);
      expect([...(await keysOf(store))].filter((one) => one.startsWith(key))).toEqual([]);
      if (size > 1) return;
      expect((cause as Error).message).toBe('cut');
      expect((received as Buffer | undefined)?.equals(chunk)).toBe(true);
    },
  );

  it('lists every key, including those that need URL encoding', async () => {
    const keys = [newKey(), `documents/a b+c/ñ.pdf`];
    for (const key of keys) await store.put(key, Readable.from([Buffer.from(key)]));
    const listed = await keysOf(store);
    expect(keys.filter((key) => !listed.has(key))).toEqual([]);
    for (const key of keys) expect((await store.read(key)).toString()).toBe(key);
  });

  it('reads the first bytes with the size and time of the blob', async () => {
    const [key, before] = [newKey(), Date.now() - 1000];
    await store.put(key, Readable.from([Buffer.from('head and body')]));
    const start = await store.readStart(key, 4);
    expect([start.bytes.toString(), start.size]).toEqual(['head', 13]);
    expect(start.storedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(start.storedAt.getTime()).toBeLessThanOrEqual(Date.now());
    expect((await store.readStart(key, 100)).bytes.toString()).toBe('head and body');
    expect((await store.readStart(key, 0)).size).toBe(13);
    await expect(store.readStart(newKey(), 4)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('returns the time that was set, and the bytes unaltered', async () => {
    const [key, at] = [`documents/a b/${randomId()}/ñ.pdf`, new Date('2027-01-10T18:00:00.123Z')];
    await store.put(key, Readable.from([Buffer.from('head and body')]));
    await store.setStoredAt(key, at);
    expect(await store.readStart(key, 4)).toEqual({ bytes: Buffer.from('head'), size: 13, storedAt: at });
    expect((await store.read(key)).toString()).toBe('head and body');
  });

  it('lists every key of many folders', async () => {
    const keys = Array.from({ length: 150 }, (_, nth) => `many/${String(nth % 75)}/${String(nth)}/one.apci`);
    await Promise.all(keys.map((key) => store.put(key, Readable.from([Buffer.from('x')]))));
    expect(await keysOf(store, 'many')).toEqual(new Set(keys));
  });

  it('lists the keys of one folder', async () => {
    const key = `folder-one/${randomId()}`;
    for (const one of [key, `folder-one-more/${randomId()}`]) await store.put(one, Readable.from([Buffer.from('x')]));
    expect(await keysOf(store, 'folder-one')).toEqual(new Set([key]));
    expect(await keysOf(store, 'folder-none')).toEqual(new Set());
  });

  it('deletes permanently, and fails with ENOENT for a missing key', async () => {
    const key = newKey();
    await store.put(key, Readable.from([Buffer.from('x')]));
    expect(await store.exists(key)).toBe(true);
    await store.remove(key);
    expect(await store.exists(key)).toBe(false);
    const missing = { code: 'ENOENT' };
    await expect(store.remove(key)).rejects.toMatchObject(missing);
    await expect(store.read(key)).rejects.toMatchObject(missing);
    await expect(bytesOf(store.open(key) as AsyncIterable<Buffer>)).rejects.toMatchObject(missing);
  });
});

describe('an S3 store', () => {
  it('lists several pages of keys, and reports wrong credentials and an unreachable service', async () => {
    const { place, stop } = await startS3();
    try {
      const store = new S3BlobStore(place);
      const keys = Array.from({ length: 1100 }, (_, nth) => `supports/${String(nth)}`);
      for (let at = 0; at < keys.length; at += 50) {
        await Promise.all(keys.slice(at, at + 50).map((key) => store.put(key, Readable.from([Buffer.from('x')]))));
      }
      expect(await keysOf(store)).toEqual(new Set(keys));
      const stranger = new S3BlobStore({ ...place, secretAccessKey: 'other' });
      await expect(stranger.put('supports/x', Readable.from([Buffer.from('x')]))).rejects.toThrow(S3Error);
      await stop();
      const unreachable = { code: 'EIO' };
      await expect(store.put('supports/x', Readable.from([Buffer.from('x')]))).rejects.toMatchObject(unreachable);
    } finally {
      await stop().catch(() => undefined);
    }
  });
});
