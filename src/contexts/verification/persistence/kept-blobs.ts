import { blobsKeptBy } from '../../../kernel/storage/kept-blobs.js';

blobsKeptBy({ folder: 'supports', table: 'verification.support', keyColumn: 'blob_key' });
