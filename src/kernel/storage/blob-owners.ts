import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { sha256Stream } from '../crypto/digest.js';

/** The blobs of one folder, each referenced by one row of a table. */
export interface OwnedBlobs {
  /** Prefix of the keys, e.g. `supports`, `documents/accounts.declaration`. */
  readonly folder: string;
  /** The `schema.table` whose rows reference them. */
  readonly table: string;
  readonly keyColumn: string;
  /** SHA-256 of the stored blob, or of the part that its owner verifies. The scrub skips blobs without this column. */
  readonly sha256Column?: string;
}

export interface BlobRef {
  readonly key: string;
  /** From its row; absent in {@link BlobOwner.orphanKind}, because the blob has no row. */
  readonly sha256?: Buffer;
  /** Id of its row. */
  readonly id?: string;
}

/**
 * What happens to a blob without a row. `removable`: it is removed a day after it was first seen. `kept`: never
 * removed. `unrecorded`: never removed; an original whose row is missing, e.g. because the database was restored. If it
 * is older than an hour, it suspends the collection.
 */
export type OrphanKind = 'removable' | 'kept' | 'unrecorded';

/** A provider marked by {@link OwnsBlobs}. */
export interface BlobOwner {
  /**
   * @param bytes fails with ENOENT if the blob is missing.
   * @returns the alterations, e.g. `container.content`; empty if there are none. Default: compares the SHA-256 of the
   * bytes with the row.
   */
  verify?(ref: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]>;
  /** Default: removable. */
  orphanKind?(ref: BlobRef): Promise<OrphanKind>;
}

/** Marks a provider as owner of blobs. Folders without an owner are never cleaned up. */
export const OwnsBlobs = DiscoveryService.createDecorator<readonly OwnedBlobs[]>();

/** Blobs with the methods of their owner. */
export interface DiscoveredBlobs extends OwnedBlobs, Required<BlobOwner> {}

/** Finds the providers that {@link OwnsBlobs} marks. */
@Injectable()
export class BlobOwners {
  constructor(private readonly discovery: DiscoveryService) {}

  all(): DiscoveredBlobs[] {
    return this.discovery.getProviders().flatMap((wrapper) => {
      const blobs = this.discovery.getMetadataByDecorator(OwnsBlobs, wrapper) ?? [];
      const owner = wrapper.instance as BlobOwner;
      return blobs.map((each) => ({
        ...each,
        verify: (ref, bytes) => owner.verify?.(ref, bytes) ?? compareDigest(ref, bytes),
        orphanKind: (ref) => owner.orphanKind?.(ref) ?? Promise.resolve('removable'),
      }));
    });
  }
}

async function compareDigest({ sha256 }: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const digest = sha256Stream();
  for await (const chunk of bytes) digest.update(chunk);
  return sha256 !== undefined && digest.digest().equals(sha256) ? [] : ['sha256'];
}
