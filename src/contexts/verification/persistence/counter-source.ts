import { Injectable } from '@nestjs/common';
import { CounterSource } from '../../../kernel/counters/counter-sources.js';

@Injectable()
@CounterSource([
  {
    counter: 'supports.reported',
    sql: `select jsonb_build_object('processId', process_id, 'officeId', office_id, 'aspirantId', aspirant_id,
     'entidad', entidad, 'class', reported_class) as dimensions, count(*) as value
   from verification.support group by 1`,
  },
])
export class VerificationCounters {}
