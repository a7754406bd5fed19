import { Injectable } from '@nestjs/common';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { OwnsBlobs, type BlobOwner, type BlobRef, type OrphanKind } from '../../../kernel/storage/blob-owners.js';
import { LIMITS, WireError, parseHeader } from '#electoral/wire';

@Injectable()
@OwnsBlobs([{ folder: 'enrolments', table: 'devices.device', keyColumn: 'blob_key' }])
export class DevicesBlobs implements BlobOwner {
  constructor(private readonly blobs: BlobStore) {}

  /** An enrolment may be newer than the point to which the database was restored. */
  async orphanKind({ key }: BlobRef): Promise<OrphanKind> {
    if (key.endsWith('.part')) return 'removable';
    const { bytes } = await this.blobs.readStart(key, LIMITS.header);
    try {
      parseHeader(bytes);
      return 'kept';
    } catch (error) {
      if (error instanceof WireError) return 'removable';
      throw error;
    }
  }
}
