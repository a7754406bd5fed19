import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ aspirantId }) => ({ aspirantId }),
      'verification.get-support-figures',
      'verification.list-supports',
    ),
    ...inputsFor(
      ({ processId, entidad }) => ({ processId, entidad }),
      'verification.count-pending-matches',
      'verification.count-pending-withdrawals',
      'verification.count-by-class',
    ),
    ...inputsFor(
      ({ supportId }) => ({ supportId }),
      'verification.get-citizen-contact',
      'verification.get-review-facts',
      'verification.get-signals',
      'verification.get-support',
    ),
    'verification.get-evidence': ({ supportId }) => ({ supportId, part: 'anverso' }),
  },
};
