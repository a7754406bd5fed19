import { blobsKeptBy } from '../../../kernel/storage/kept-blobs.js';
import { SIGNED_SHEET } from '../documents/signed-sheet.js';

blobsKeptBy({ folder: `documents/${SIGNED_SHEET}`, table: 'aspirants.signed_sheet', keyColumn: 'blob_key' });
