import { Injectable } from '@nestjs/common';
import { ProtectsRows } from '../../../kernel/audit/protected-tables.js';

@Injectable()
@ProtectsRows([{ table: 'intake.support', key: ['id'] }])
export class IntakeRows {}
