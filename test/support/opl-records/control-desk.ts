import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  notForOpls: ['control-desk.count-pending-verdicts', 'control-desk.list-newest-verdicts'],
  inputs: {
    'control-desk.get-desk-record': ({ supportId }) => ({ supportId }),
    'control-desk.get-record-image': ({ supportId }) => ({ supportId, part: 'anverso' }),
    'control-desk.review-record': ({ supportId }) => ({ supportId }),
    'control-desk.reveal-record': ({ supportId }) => ({ supportId, reason: 'no-localizado' }),
    'control-desk.list-newest-verdicts': ({ supportId }) => ({ supportIds: [supportId] }),
    'control-desk.get-open-work': ({ reviewerId }) => ({ reviewerIds: [reviewerId] }),
    ...inputsFor(
      ({ processId }) => ({ processId }),
      'control-desk.count-pending-verdicts',
      'control-desk.get-desk-figures',
      'control-desk.list-desk-records',
      'control-desk.list-workloads',
    ),
  },
};
