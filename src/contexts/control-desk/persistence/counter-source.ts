import { Injectable } from '@nestjs/common';
import { CounterSource } from '../../../kernel/counters/counter-sources.js';

const COUNTED = `select jsonb_build_object('processId', process_id, 'aspirantId', aspirant_id, 'entidad', entidad) as dimensions,
  count(*) as value from control_desk.record`;

@Injectable()
@CounterSource([
  { counter: 'desk.arrived', sql: `${COUNTED} group by 1` },
  { counter: 'desk.reviewed', sql: `${COUNTED} where state = 'revisado' group by 1` },
])
export class ControlDeskCounters {}
