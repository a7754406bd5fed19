import { Injectable } from '@nestjs/common';
import { ProtectsRows } from '../../../kernel/audit/protected-tables.js';

@Injectable()
@ProtectsRows([{ table: 'control_desk.verdict', key: ['id'] }])
export class ControlDeskRows {}
