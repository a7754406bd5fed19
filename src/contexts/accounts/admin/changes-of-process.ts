import type { Addition } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { NameProcessChanges, type NamedProcessChange } from '../index.js';
import type { ProcessChangesView } from './views.js';

/** Panel on a process: who set its periods and who waived the test of its key. */
export const changesOfProcess: Addition = {
  catalogue: 'procesos',
  panels: [
    {
      on: ['show'],
      permission: 'processes.read',
      component: 'accounts/process-changes',
      load: async (official, processId): Promise<ProcessChangesView | null> => {
        const changes = await official.ask(new NameProcessChanges({ processId }));
        if (changes.length === 0) return null;
        return {
          rows: changes.map((change, index) => ({
            id: String(index),
            at: formatCentralMinute(new Date(change.at)),
            what: whatOf(change),
            // An OPL does not see the accounts of DERFE.
            by: change.account ?? (change.kind === 'key-waiver' ? 'DERFE' : '—'),
            reason: change.reason ?? '',
          })),
        };
      },
    },
  ],
};

function whatOf({ kind, officeName, version }: NamedProcessChange): string {
  if (kind === 'key-waiver') return 'Dispensó la comprobación de la llave';
  const verb = version === 1 ? 'Fijó' : 'Modificó';
  return `${verb} el periodo de ${officeName ?? ''} (versión ${String(version)})`;
}
