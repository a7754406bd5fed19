import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(({ processId }) => ({ processId }), 'results.get-closing-state', 'results.get-desk-conclusion'),
    'results.download-delivery': ({ deliveryId }) => ({ deliveryId }),
  },
};
