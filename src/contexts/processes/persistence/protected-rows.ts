import { Injectable } from '@nestjs/common';
import { ProtectsRows } from '../../../kernel/audit/protected-tables.js';

@Injectable()
@ProtectsRows([
  { table: 'processes.capture_period', key: ['id'] },
  { table: 'processes.capture_period_version', key: ['period_id', 'version'] },
])
export class ProcessRows {}
