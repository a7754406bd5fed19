import { Injectable } from '@nestjs/common';
import { CounterSource } from '../../../kernel/counters/counter-sources.js';

@Injectable()
@CounterSource([
  {
    counter: 'supports.received',
    sql: `select jsonb_build_object('processId', process_id, 'aspirantId', aspirant_id) as dimensions, count(*) as value
   from intake.support group by 1`,
  },
])
export class IntakeCounters {}
