import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ processId }) => ({ processId }),
      'processes.get-calendar',
      'processes.get-process',
      'processes.list-periods',
      'processes.list-public-keys',
    ),
    'processes.find-process-by-code': ({ idProceso }) => ({ idProceso }),
    'processes.get-legal-date': ({ dateId }) => ({ dateId }),
    ...inputsFor(
      ({ officeId }) => ({ officeId }),
      'processes.get-office',
      'processes.get-period-of-office',
      'processes.get-rule-choices',
    ),
    'processes.get-office-names': ({ officeId }) => ({ officeIds: [officeId] }),
  },
};
