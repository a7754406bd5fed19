import type { ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    // Few entries: the cursor of a second page differs from one reading to the next.
    'audit.export-entries': ({ supportId }) => ({ subject: ['support', supportId] }),
    'audit.find-entries': ({ supportId }) => ({ subject: ['support', supportId] }),
  },
};
