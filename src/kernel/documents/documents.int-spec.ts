import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { sha256 } from '../crypto/digest.js';
import { BlobStore } from '../storage/blob-store.js';
import { EncryptedDocuments } from './encrypted-documents.js';

const PDF = Buffer.from('%PDF-1.7 a signed sheet');

describe('uploaded documents', () => {
  let context: TestContext;
  let documents: EncryptedDocuments;
  beforeAll(async () => {
    context = await contextModule([]);
    documents = context.module.get(EncryptedDocuments);
  });
  afterAll(() => context.close());

  it('are returned unaltered and stored encrypted', async () => {
    const { blobKey, sha256: digest } = await documents.put('spec.sheet', 'aa-1', PDF);
    expect(digest).toEqual(sha256(PDF));
    expect(await documents.read('spec.sheet', 'aa-1', blobKey)).toEqual(PDF);
    expect((await context.module.get(BlobStore).read(blobKey)).includes('signed')).toBe(false);
  });

  it('can be read only with their own kind and id', async () => {
    const { blobKey } = await documents.put('spec.sheet', 'aa-2', PDF);
    await expect(documents.read('spec.sheet', 'aa-3', blobKey)).rejects.toThrow();
    await expect(documents.read('spec.credential', 'aa-2', blobKey)).rejects.toThrow();
  });
});
