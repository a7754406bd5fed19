import { Injectable } from '@nestjs/common';
import { CounterSource } from '../../../kernel/counters/counter-sources.js';

const COUNTED = `select jsonb_build_object('processId', process_id, 'aspirantId', aspirant_id, 'entidad', entidad) as dimensions,
  count(*) as value from auxiliaries.auxiliary`;

@Injectable()
@CounterSource([
  { counter: 'auxiliaries.registered', sql: `${COUNTED} group by 1` },
  { counter: 'auxiliaries.discharged', sql: `${COUNTED} where status = 'discharged' group by 1` },
])
export class AuxiliariesCounters {}
