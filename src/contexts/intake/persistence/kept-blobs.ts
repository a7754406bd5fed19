import { blobsKeptBy } from '../../../kernel/storage/kept-blobs.js';

blobsKeptBy({
  folder: 'supports',
  table: 'intake.support',
  keyColumn: 'blob_key',
  sha256Column: 'blob_sha256',
});
