import { Injectable } from '@nestjs/common';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { BlobStore } from '../../../kernel/storage/blob-store.js';
import { findEvidenceKeys, openFirstEvidenceKey } from '../persistence/evidence-keys.js';
import type { SupportRecord } from '../persistence/support-records.js';
import { readContainer } from './container-parts.js';
import { openPart } from './open-part.js';
import { ProvenKeys } from './proven-keys.js';
import type { EvidencePart, RecordKey } from './support-opener.js';

type VerifiedRecord = Pick<SupportRecord, 'id' | 'folio' | 'state' | 'blobKey' | 'integrityCode'>;

/**
 * Opens one image of a verified record with the record's key, which the evidence key wraps; the intake key is not
 * needed. Only this image is decrypted, and its digests are verified.
 */
@Injectable()
export class EvidenceReader {
  constructor(
    private readonly work: UnitOfWork,
    private readonly blobs: BlobStore,
    private readonly cipher: FieldCipher,
    private readonly signing: Signing,
    private readonly proven: ProvenKeys,
  ) {}

  /**
   * @returns undefined if the record lacks the part or its key is not available.
   * @throws UnsealError if the part cannot be read.
   */
  async read(support: VerifiedRecord, part: EvidencePart): Promise<Buffer | undefined> {
    const recordKey = await this.#keyOf(support);
    if (!recordKey) return undefined;
    const container = await readContainer(this.blobs, support.blobKey, support.integrityCode);
    const index = container.manifest.parts.findIndex(({ name }) => name === part);
    return index === -1 ? undefined : openPart(container, recordKey, index);
  }

  /** A process that holds the intake key needs no evidence key, e.g. before `cli evidence wrap` has been run. */
  async #keyOf({ id, folio, state }: VerifiedRecord): Promise<RecordKey | undefined> {
    const wrapped = (await findEvidenceKeys(this.work, [id])).get(id) ?? [];
    const found = await openFirstEvidenceKey(this.cipher, id, wrapped);
    if (found) return found.value;
    if (state !== 'verified' || !(await this.signing.canOpen('intake'))) return undefined;
    const proven = (await this.proven.of([{ id, folio }], { anchors: false })).get(id);
    return typeof proven === 'object' ? proven : undefined;
  }
}
