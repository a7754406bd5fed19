import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { sha256Stream } from '../crypto/digest.js';

/** Blobs of one folder, each named by one row of a table. */
export interface OwnedBlobs {
  /** What their keys begin with, e.g. `supports`, `documents/accounts.declaration`. */
  readonly folder: string;
  /** `schema.table` whose rows name them. */
  readonly table: string;
  readonly keyColumn: string;
  /** SHA-256 of the blob as stored. Scrub verifies only blobs of which this column is named. */
  readonly sha256Column?: string;
}

export interface BlobRef {
  readonly key: string;
  /** What its row says; absent in {@link BlobOwner.mayRemove}, because no row names it. */
  readonly sha256?: Buffer;
}

/** A provider marked by {@link OwnsBlobs}. */
export interface BlobOwner {
  /** Whether the bytes are those that were received. Default: their SHA-256 is that of the row. */
  verify?(ref: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<boolean>;
  /** Asked about a blob that no row has named for a day, before it is removed. Default: yes. */
  mayRemove?(ref: BlobRef): Promise<boolean>;
}

/** Marks a provider as owner of blobs. In a folder that no provider owns, nothing is removed. */
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
        verify: (ref, bytes) => owner.verify?.(ref, bytes) ?? hasDigestOf(ref, bytes),
        mayRemove: (ref) => owner.mayRemove?.(ref) ?? Promise.resolve(true),
      }));
    });
  }
}

async function hasDigestOf({ sha256 }: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  const digest = sha256Stream();
  for await (const chunk of bytes) digest.update(chunk);
  return sha256 !== undefined && digest.digest().equals(sha256);
}
