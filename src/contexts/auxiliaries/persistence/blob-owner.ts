import { Injectable } from '@nestjs/common';
import { OwnsBlobs } from '../../../kernel/storage/blob-owners.js';
import { IMPORT_ANSWER, IMPORT_FILE } from './import-records.js';
import { PAPER_KINDS, paperDocument } from './paper-records.js';

@Injectable()
@OwnsBlobs([
  ...PAPER_KINDS.map((kind) => ({
    folder: `documents/${paperDocument(kind)}`,
    table: 'auxiliaries.paper',
    keyColumn: 'blob_key',
  })),
  { folder: `documents/${IMPORT_FILE}`, table: 'auxiliaries.import', keyColumn: 'blob_key' },
  { folder: `documents/${IMPORT_ANSWER}`, table: 'auxiliaries.import', keyColumn: 'answer_blob_key' },
])
export class AuxiliariesBlobs {}
