import { Injectable } from '@nestjs/common';
import { ProtectsRows } from '../../../kernel/audit/protected-tables.js';

@Injectable()
@ProtectsRows([
  { table: 'processes.process', key: ['id'] },
  { table: 'processes.opl_public_key', key: ['id'] },
  { table: 'processes.opl_key_package', key: ['key_id'] },
  { table: 'processes.opl_key_test', key: ['key_id'] },
  { table: 'processes.opl_key_waiver', key: ['process_id'] },
  { table: 'processes.capture_period', key: ['id'] },
  { table: 'processes.capture_period_version', key: ['period_id', 'version'] },
])
export class ProcessRows {}
