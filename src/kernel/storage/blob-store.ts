import type { Readable } from 'node:stream';

export interface StoredBlob {
  readonly size: number;
  readonly sha256: Buffer;
}

export type OnInterrupted = (soFar: AsyncIterable<Uint8Array>, cause: unknown) => Promise<void>;

/** Sealed containers, kept byte for byte. */
export abstract class BlobStore {
  /**
   * Stores a blob under a new key; durable when it resolves (file and folder synced).
   * A key already taken is replaced only by the same bytes' writer: keys carry what makes them unique.
   * @param broken given what had come, before it is discarded, when `content` ends by an error.
   */
  abstract put(key: string, content: AsyncIterable<Uint8Array>, broken?: OnInterrupted): Promise<StoredBlob>;
  abstract read(key: string): Promise<Buffer>;
  abstract open(key: string): Readable;
  abstract exists(key: string): Promise<boolean>;
  /** Every key, those of transfers that broke off among them, in no order. What comes or goes meanwhile may be in it or not. */
  abstract keys(): AsyncIterable<string>;
  /** How many bytes it can still take; infinite where that cannot be known. */
  abstract freeBytes(): Promise<number>;
  /** Deletes for good. For orphans and for acts of destruction alone: each leaves its own trace (decision 17). */
  abstract remove(key: string): Promise<void>;
}
