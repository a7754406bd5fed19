import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { sha256 } from '../crypto/digest.js';
import { BlobStore } from '../storage/blob-store.js';
import { checkScan, MAX_SCAN_BYTES } from './scan.js';
import { SealedDocuments } from './sealed-documents.js';

const PDF = Buffer.from('%PDF-1.7 a signed sheet');

describe('sealed documents', () => {
  let context: TestContext;
  let documents: SealedDocuments;
  beforeAll(async () => {
    context = await contextModule([]);
    documents = context.module.get(SealedDocuments);
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

describe('a scan', () => {
  it.each([
    ['application/pdf', PDF],
    ['image/jpeg', Buffer.from('ffd8ffe0', 'hex')],
    ['image/png', Buffer.from('89504e470d0a1a0a00', 'hex')],
  ] as const)('is recognised as %s by its first bytes', (mediaType, bytes) => {
    expect(checkScan(bytes, 'scan')).toBe(mediaType);
  });

  it.each([
    ['KERNEL.FILE_MISSING', Buffer.alloc(0)],
    ['KERNEL.SCAN_FORMAT', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['KERNEL.SCAN_TOO_LARGE', Buffer.concat([PDF, Buffer.alloc(MAX_SCAN_BYTES)])],
  ])('is refused with %s', (code, bytes) => {
    expect(() => checkScan(bytes, 'scan')).toThrow(expect.objectContaining({ code, field: 'scan' }));
  });
});
