import { Injectable } from '@nestjs/common';
import { OwnsBlobs } from '../../../kernel/storage/blob-owners.js';
import { SIGNED_SHEET } from '../documents/signed-sheet.js';

@Injectable()
@OwnsBlobs([{ folder: `documents/${SIGNED_SHEET}`, table: 'aspirants.signed_sheet', keyColumn: 'blob_key' }])
export class AspirantsBlobs {}
