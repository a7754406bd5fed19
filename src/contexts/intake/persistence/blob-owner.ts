import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { OwnsBlobs, type BlobOwner, type BlobRef, type OrphanKind } from '../../../kernel/storage/blob-owners.js';
import { RecordVerifier } from '../record-verifier.js';
import { SELECT_RECORD, storedRecord, type StoredRecord } from './stored-records.js';
import { LIMITS, WireError, parseHeader } from '#electoral/wire';

/** The folder of the containers. */
export const SUPPORTS = 'supports';

/** Whether the file is from an upload that never completed, which has no receipt (`DiskBlobStore`). */
export const isUnfinished = (key: string): boolean => key.endsWith('.part');

@Injectable()
@OwnsBlobs([
  {
    folder: SUPPORTS,
    table: 'intake.support',
    keyColumn: 'blob_key',
    sha256Column: 'blob_sha256',
  },
])
export class IntakeBlobs implements BlobOwner {
  constructor(
    private readonly em: EntityManager,
    private readonly blobs: BlobStore,
    private readonly verifier: RecordVerifier,
  ) {}

  /** Verifies the whole record, including its row and receipt (decision 49). */
  async verify({ id }: BlobRef, bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
    const [row] = await this.em.fork().execute<StoredRecord[]>(`${SELECT_RECORD} where id = ?`, [id]);
    // Removed in the meantime.
    if (!row) return [];
    const record = storedRecord(row);
    const keys = await this.verifier.deviceKeys([record]);
    return (await this.verifier.verifyRecord(record, keys.get(record.deviceId), bytes)).faults;
  }

  /**
   * A container without a row may be an original whose row and device are newer than the point to which the database
   * was restored. A well-formed container is therefore removed only if its refusal is recorded.
   */
  async orphanKind({ key }: BlobRef): Promise<OrphanKind> {
    if (isUnfinished(key) || (await this.#wasRefused(key))) return 'removable';
    const integrityCode = await this.#integrityCode(key);
    if (integrityCode === undefined) return 'removable';
    return (await this.#isReceived(integrityCode)) ? 'kept' : 'unrecorded';
  }

  /** Read from the header alone. Undefined if this is not a container. */
  async #integrityCode(key: string): Promise<Buffer | undefined> {
    const { bytes } = await this.blobs.readStart(key, LIMITS.header);
    try {
      return sha256(parseHeader(bytes).manifest);
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }

  async #wasRefused(key: string): Promise<boolean> {
    const rows = await this.em.fork().execute<unknown[]>('select from intake.refused_upload where key = ?', [key]);
    return rows.length > 0;
  }

  async #isReceived(integrityCode: Buffer): Promise<boolean> {
    const sql = 'select from intake.support where integrity_code = ?';
    return (await this.em.fork().execute<unknown[]>(sql, [integrityCode])).length > 0;
  }
}
