import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ aspirantId }) => ({ aspirantId }),
      'auxiliaries.count-auxiliaries',
      'auxiliaries.get-aspirant-duties',
      'auxiliaries.list-auxiliaries-of-aspirant',
      'auxiliaries.list-custody-requests',
      'auxiliaries.list-imports',
    ),
    ...inputsFor(
      ({ auxiliaryId }) => ({ auxiliaryId }),
      'auxiliaries.get-auxiliary',
      'auxiliaries.get-auxiliary-contact',
      'auxiliaries.get-auxiliary-corrections',
      'auxiliaries.get-auxiliary-data',
      'auxiliaries.get-auxiliary-record',
      'auxiliaries.get-device-holder',
      'auxiliaries.get-responsiva',
      'auxiliaries.identify-auxiliary',
    ),
    'auxiliaries.get-custody-act': ({ custodyRequestId }) => ({ requestId: custodyRequestId }),
    ...inputsFor(
      ({ importId }) => ({ importId }),
      'auxiliaries.get-import',
      'auxiliaries.get-import-answer',
      'auxiliaries.get-import-result',
    ),
    'auxiliaries.get-paper': ({ auxiliaryId }) => ({ auxiliaryId, kind: 'responsiva' }),
    'auxiliaries.list-import-findings': ({ entidad }) => ({ entidad }),
    'auxiliaries.get-auxiliary-names': ({ auxiliaryId }) => ({ auxiliaryIds: [auxiliaryId] }),
    'auxiliaries.reveal-auxiliary': ({ auxiliaryId }) => ({ auxiliaryId, reason: 'review', reference: 'Oficio 1' }),
  },
  // Only rows of earlier releases share a mailbox.
  notForOpls: ['auxiliaries.list-shared-mailboxes'],
};
