import { Injectable } from '@nestjs/common';
import { sha256 } from '../crypto/digest.js';
import { FieldCipher } from '../crypto/field-cipher.js';
import { BlobStore } from '../storage/blob-store.js';

export interface SealedDocument {
  /** Where it lies in the blob store; goes into the row that stands for it. */
  readonly blobKey: string;
  /** Of the document as it was handed in. */
  readonly sha256: Buffer;
}

/**
 * Papers and pictures handed in for a record (signed sheets, copies of credentials, emblems): each sealed under a key
 * of its own, bound to its kind and id, and kept byte for byte. A look at one is the asking query's to audit.
 */
@Injectable()
export class SealedDocuments {
  constructor(
    private readonly cipher: FieldCipher,
    private readonly blobs: BlobStore,
  ) {}

  /**
   * Durable when it resolves; write the row that names it afterwards.
   * @param kind `<context>.<what>`, e.g. `accounts.declaration`: its folder, and part of what the sealing is bound to.
   * @param id of this document alone: a second version is a document of its own.
   */
  async put(kind: string, id: string, bytes: Uint8Array): Promise<SealedDocument> {
    const sealed = await this.cipher.encrypt(bytes, contextOf(kind, id));
    const blobKey = `documents/${kind}/${id.slice(0, 2)}/${id}`;
    await this.blobs.put(blobKey, once(sealed));
    return { blobKey, sha256: sha256(bytes) };
  }

  /** @throws Error when it is not there, was altered, or lies under another kind or id. */
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
