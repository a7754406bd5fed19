import { Injectable } from '@nestjs/common';
import { ProtectsRows } from '../../../kernel/audit/protected-tables.js';

@Injectable()
@ProtectsRows([
  { table: 'verification.support', key: ['id'] },
  { table: 'verification.class_move', key: ['id'] },
  { table: 'verification.roll_answer', key: ['id'] },
])
export class VerificationRows {}
