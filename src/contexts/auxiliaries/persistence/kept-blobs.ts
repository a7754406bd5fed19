import { blobsKeptBy } from '../../../kernel/storage/kept-blobs.js';
import { PAPER_KINDS, paperDocument } from './paper-records.js';

blobsKeptBy({ folder: 'enrolments', table: 'auxiliaries.device', keyColumn: 'blob_key' });
for (const kind of PAPER_KINDS) {
  blobsKeptBy({ folder: `documents/${paperDocument(kind)}`, table: 'auxiliaries.paper', keyColumn: 'blob_key' });
}
