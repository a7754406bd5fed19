import { recountedBy } from '../../../kernel/counters/counter-check.js';

recountedBy(
  'supports.reported',
  `select jsonb_build_object('processId', process_id, 'officeId', office_id, 'aspirantId', aspirant_id,
     'entidad', entidad, 'class', reported_class) as dimensions, count(*) as value
   from verification.support group by 1`,
);
