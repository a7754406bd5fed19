import type { ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    'kernel.get-long-job': ({ jobId }) => ({ jobId }),
  },
  notForOpls: ['kernel.get-system-status', 'kernel.list-stuck-messages'],
};
