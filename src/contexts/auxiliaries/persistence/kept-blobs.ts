import { blobsKeptBy } from '../../../kernel/storage/kept-blobs.js';

blobsKeptBy({ folder: 'enrolments', table: 'auxiliaries.device', keyColumn: 'blob_key' });
