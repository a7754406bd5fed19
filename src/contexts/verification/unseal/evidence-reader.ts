import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { openEvidenceKey } from '../persistence/evidence-keys.js';
import type { SupportRecord } from '../persistence/support-records.js';
import { readContainer } from './container-parts.js';
import { openPart } from './open-part.js';
import type { EvidencePart } from './support-opener.js';

/**
 * Opens one image of a verified record with its key under the evidence key; the intake key is not needed. Only this
 * image is decrypted, and its digests are verified.
 */
@Injectable()
export class EvidenceReader {
  constructor(
    private readonly work: UnitOfWork,
    private readonly blobs: BlobStore,
    private readonly cipher: FieldCipher,
  ) {}

  /** @returns undefined if the record lacks the part or has not been verified. @throws UnsealError */
  async read(
    { id, blobKey, integrityCode }: Pick<SupportRecord, 'id' | 'blobKey' | 'integrityCode'>,
    part: EvidencePart,
  ): Promise<Buffer | undefined> {
    const [row] = await this.work.sql<{ wrapped: Buffer | null }>(
      'select evidence_key as wrapped from verification.support where id = $1',
      [id],
    );
    if (!row?.wrapped) return undefined;
    const record = await openEvidenceKey(this.cipher, id, row.wrapped);
    const container = await readContainer(this.blobs, blobKey, integrityCode);
    const index = container.manifest.parts.findIndex(({ name }) => name === part);
    return index === -1 ? undefined : openPart(container, record, index);
  }
}
