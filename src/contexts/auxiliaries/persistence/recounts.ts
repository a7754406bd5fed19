import { recountedBy } from '../../../kernel/counters/counter-check.js';

const COUNTED = `select jsonb_build_object('processId', process_id, 'aspirantId', aspirant_id, 'entidad', entidad) as dimensions,
  count(*) as value from auxiliaries.auxiliary`;

recountedBy('auxiliaries.registered', `${COUNTED} group by 1`);
recountedBy('auxiliaries.discharged', `${COUNTED} where status = 'discharged' group by 1`);
