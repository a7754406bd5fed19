import { blobsKeptBy } from '../../../kernel/storage/kept-blobs.js';

blobsKeptBy({ folder: 'results', table: 'results.delivery', keyColumn: 'blob_key', sha256Column: 'sha256' });
