import { Injectable } from '@nestjs/common';
import { OwnsBlobs } from '../../../kernel/storage/blob-owners.js';

@Injectable()
@OwnsBlobs([{ folder: 'results', table: 'results.delivery', keyColumn: 'blob_key', sha256Column: 'sha256' }])
export class ResultsBlobs {}
