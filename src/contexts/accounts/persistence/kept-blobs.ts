import { blobsKeptBy } from '../../../kernel/storage/kept-blobs.js';
import { SIGNED_DECLARATION } from '../documents/declaration.js';

blobsKeptBy({ folder: `documents/${SIGNED_DECLARATION}`, table: 'accounts.declaration', keyColumn: 'blob_key' });
