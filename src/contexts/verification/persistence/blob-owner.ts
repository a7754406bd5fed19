import { Injectable } from '@nestjs/common';
import { OwnsBlobs } from '../../../kernel/storage/blob-owners.js';

@Injectable()
@OwnsBlobs([{ folder: 'supports', table: 'verification.support', keyColumn: 'blob_key' }])
export class VerificationBlobs {}
