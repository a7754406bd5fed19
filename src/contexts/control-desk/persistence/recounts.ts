import { recountedBy } from '../../../kernel/counters/counter-check.js';

const COUNTED = `select jsonb_build_object('processId', process_id, 'aspirantId', aspirant_id, 'entidad', entidad) as dimensions,
  count(*) as value from control_desk.record`;

recountedBy('desk.arrived', `${COUNTED} group by 1`);
recountedBy('desk.reviewed', `${COUNTED} where state = 'revisado' group by 1`);
