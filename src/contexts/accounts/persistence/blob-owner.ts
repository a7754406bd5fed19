import { Injectable } from '@nestjs/common';
import { OwnsBlobs } from '../../../kernel/storage/blob-owners.js';
import { SIGNED_DECLARATION } from '../documents/declaration.js';

@Injectable()
@OwnsBlobs([{ folder: `documents/${SIGNED_DECLARATION}`, table: 'accounts.declaration', keyColumn: 'blob_key' }])
export class AccountsBlobs {}
