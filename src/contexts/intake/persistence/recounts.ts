import { recountedBy } from '../../../kernel/counters/counter-check.js';

recountedBy(
  'supports.received',
  `select jsonb_build_object('processId', process_id, 'aspirantId', aspirant_id) as dimensions, count(*) as value
   from intake.support group by 1`,
);
