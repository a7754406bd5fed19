import { GetAuxiliaryNames, SetOtherAspirantRule, SetPadronLimits } from '../../../src/contexts/auxiliaries/index.js';
import { ANA } from '../../../src/demonstration/world/index.js';
import { systemActor } from '../../../src/kernel/access/actor.js';
import { Dispatcher } from '../../../src/kernel/messaging/dispatcher.js';
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
    'auxiliaries.find-auxiliaries': ({ idAuxiliar }) => ({ search: idAuxiliar, limit: 10 }),
    ...inputsFor(
      ({ custodyRequestId }) => ({ requestId: custodyRequestId }),
      'auxiliaries.get-custody-act',
      'auxiliaries.get-custody-papers',
    ),
    ...inputsFor(
      ({ importId }) => ({ importId }),
      'auxiliaries.get-import',
      'auxiliaries.get-import-answer',
      'auxiliaries.get-import-result',
    ),
    'auxiliaries.get-paper': ({ auxiliaryId }) => ({ auxiliaryId, kind: 'responsiva' }),
    'auxiliaries.list-import-findings': ({ entidad }) => ({ entidad }),
    'auxiliaries.get-other-aspirant-rule': ({ entidad }) => ({ entidad }),
    'auxiliaries.is-named-as-auxiliary': ({ auxiliaryId }) => ({ auxiliaryId, name: `${ANA.nombre} ${ANA.paterno}` }),
    'auxiliaries.get-auxiliary-names': ({ auxiliaryId }) => ({ auxiliaryIds: [auxiliaryId] }),
    'auxiliaries.reveal-auxiliary': ({ auxiliaryId }) => ({ auxiliaryId, reason: 'review', reference: 'Oficio 1' }),
  },
  seed: async ({ app }, { entidad, auxiliaryId }) => {
    const dispatcher = app.get(Dispatcher);
    const set = { entidad, reason: 'Acuerdo', version: 0 };
    await dispatcher.run(systemActor('spec'), new SetOtherAspirantRule({ ...set, rule: 'enter' }));
    await dispatcher.run(systemActor('spec'), new SetPadronLimits({ ...set, perDay: 400, perDayByFile: 10_000 }));
    const names = new GetAuxiliaryNames({ auxiliaryIds: [auxiliaryId] });
    const [name] = await dispatcher.ask(systemActor('spec'), names);
    return { idAuxiliar: name?.idAuxiliar ?? '' };
  },
  // Only rows of earlier releases share a mailbox.
  notForOpls: ['auxiliaries.list-shared-mailboxes'],
};
