import { CorrectProcess, GetProcess } from '../../../src/contexts/processes/index.js';
import { systemActor } from '../../../src/kernel/access/actor.js';
import { Dispatcher } from '../../../src/kernel/messaging/dispatcher.js';
import { inputsFor, type ContextRecords } from '../opl-records.js';

export const records: ContextRecords = {
  inputs: {
    ...inputsFor(
      ({ processId }) => ({ processId }),
      'processes.get-calendar',
      'processes.get-process',
      'processes.list-former-names',
      'processes.list-periods',
      'processes.list-process-changes',
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
  seed: async ({ app }, { processId }) => {
    const [dispatcher, actor] = [app.get(Dispatcher), systemActor('spec')];
    const { name, practice } = await dispatcher.ask(actor, new GetProcess({ processId }));
    await dispatcher.run(actor, new CorrectProcess({ processId, name: `${name} (2)`, practice, reason: 'Acuerdo' }));
    return {};
  },
};
