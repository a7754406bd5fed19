import { Injectable } from '@nestjs/common';
import { OwnsBlobs } from '../../../kernel/storage/blob-owners.js';

@Injectable()
@OwnsBlobs([{ folder: 'supports', table: 'intake.support', keyColumn: 'blob_key', sha256Column: 'blob_sha256' }])
export class IntakeBlobs {}
