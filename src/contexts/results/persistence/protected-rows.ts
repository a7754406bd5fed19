import { Injectable } from '@nestjs/common';
import { ProtectsRows } from '../../../kernel/audit/protected-tables.js';

@Injectable()
@ProtectsRows([
  { table: 'results.desk_conclusion', key: ['process_id', 'reviewed'] },
  { table: 'results.closure', key: ['process_id'] },
  { table: 'results.delivery', key: ['id'] },
])
export class ResultsRows {}
