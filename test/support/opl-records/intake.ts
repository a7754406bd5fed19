import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    'intake.list-receipts': ({ auxiliaryId }) => ({ auxiliaryId }),
    'intake.get-maintenance-notice': ({ supportId }) => ({ maintenanceId: supportId }),
    'intake.wait-for-in-flight-uploads': ({ processId, entidad }) => ({ processId, entidad }),
    ...inputsFor(
      ({ processId }) => ({ processId }),
      'intake.count-pending-uploads',
      'intake.list-pending-uploads',
      'intake.verify-supports',
    ),
  },
  notForOpls: ['intake.get-maintenance-notice', 'intake.list-receipts'],
};
