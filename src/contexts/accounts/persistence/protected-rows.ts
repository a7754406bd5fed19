import { Injectable } from '@nestjs/common';
import { ProtectsRows } from '../../../kernel/audit/protected-tables.js';

@Injectable()
@ProtectsRows([
  { table: 'accounts.official', key: ['id'] },
  { table: 'accounts.second_factor', key: ['id'] },
  { table: 'accounts.access_link', key: ['token_digest'] },
])
export class AccountRows {}
