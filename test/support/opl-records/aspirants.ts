import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ aspirantId }) => ({ aspirantId }),
      'aspirants.get-aspirant',
      'aspirants.get-aspirant-contact',
      'aspirants.get-aspirant-data',
      'aspirants.get-aspirant-history',
      'aspirants.get-aspirant-mail',
      'aspirants.get-confirmation-sheet',
      'aspirants.get-own-registration',
      'aspirants.get-signed-sheet',
    ),
    'aspirants.get-former-address': ({ aspirantId }) => ({ aspirantId, correctionId: aspirantId }),
    'aspirants.get-emblem': ({ aspirantId }) => ({ aspirantId, size: 'large' }),
  },
  // Only rows of earlier releases share a mailbox.
  notForOpls: ['aspirants.list-shared-mailboxes'],
};
