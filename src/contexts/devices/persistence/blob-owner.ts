import { Injectable } from '@nestjs/common';
import { OwnsBlobs } from '../../../kernel/storage/blob-owners.js';

@Injectable()
@OwnsBlobs([{ folder: 'enrolments', table: 'devices.device', keyColumn: 'blob_key' }])
export class DevicesBlobs {}
