import type { Readable } from 'node:stream';

export interface StoredBlob {
  readonly size: number;
  readonly sha256: Buffer;
}

export interface BlobStart {
  /** The first bytes, fewer than requested if the blob is shorter. */
  readonly bytes: Buffer;
  /** Size of the whole blob. */
  readonly size: number;
  /** When it was stored, according to the store. */
  readonly storedAt: Date;
}

export type OnInterrupted = (soFar: AsyncIterable<Uint8Array>, cause: unknown) => Promise<void>;

/** Stores encrypted blobs unaltered. */
export abstract class BlobStore {
  /**
   * Stores a blob; durable when it resolves. Keys contain what makes them unique, so an existing key may only be
   * overwritten with the same bytes.
   * @param onInterrupted called with the bytes received so far if `content` throws, before they are discarded.
   */
  abstract put(key: string, content: AsyncIterable<Uint8Array>, onInterrupted?: OnInterrupted): Promise<StoredBlob>;
  abstract read(key: string): Promise<Buffer>;
  abstract open(key: string): Readable;
  /** Reads only the first bytes, e.g. a header. */
  abstract readStart(key: string, bytes: number): Promise<BlobStart>;
  /** Sets the time that {@link readStart} returns, after the blob was restored from a copy. */
  abstract setStoredAt(key: string, at: Date): Promise<void>;
  abstract exists(key: string): Promise<boolean>;
  /**
   * All keys, or those in a folder, in no particular order, including those of interrupted transfers. Concurrent
   * changes may or may not be included.
   */
  abstract keys(folder?: string): AsyncIterable<string>;
  /** Free space in bytes; infinite if unknown. */
  abstract freeBytes(): Promise<number>;
  /**
   * Stores and removes a small file, to find out whether the store works.
   * @throws the error of the store.
   */
  abstract check(): Promise<void>;
  /** Deletes permanently. Only for orphans (decision 17). */
  abstract remove(key: string): Promise<void>;
}
