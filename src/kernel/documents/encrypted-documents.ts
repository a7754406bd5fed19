import { Injectable } from '@nestjs/common';
import { sha256 } from '../crypto/digest.js';
import { FieldCipher } from '../crypto/field-cipher.js';
import { BlobStore } from '../storage/blob-store.js';

export interface EncryptedDocument {
  /** Key in the blob store; must be stored in the document's row. */
  readonly blobKey: string;
  /** Digest of the uploaded document. */
  readonly sha256: Buffer;
}

/**
 * Stores uploaded documents and images (signed sheets, copies of credentials, emblems) unaltered, each encrypted with
 * its own key and bound to its kind and id. Queries must audit their reads.
 */
@Injectable()
export class EncryptedDocuments {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly blobs: BlobStore,
  ) {}

  /**
   * Durable when it resolves; write its row afterwards.
   * @param kind `<context>.<what>`, e.g. `accounts.declaration`: the folder, and part of the authenticated context.
   * @param id unique per version of a document.
   */
  async put(kind: string, id: string, bytes: Uint8Array): Promise<EncryptedDocument> {
    const encrypted = await this.cipher.encrypt(bytes, contextOf(kind, id));
    const blobKey = `documents/${kind}/${id.slice(0, 2)}/${id}`;
    await this.blobs.put(blobKey, once(encrypted));
    return { blobKey, sha256: sha256(bytes) };
  }

  /** @throws Error if it is missing, was altered, or belongs to another kind or id. */
  async read(kind: string, id: string, blobKey: string): Promise<Buffer> {
    return this.cipher.decrypt(await this.blobs.read(blobKey), contextOf(kind, id));
  }
}

function contextOf(kind: string, id: string): string {
  return `${kind}:${id}`;
}

async function* once(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes);
}
