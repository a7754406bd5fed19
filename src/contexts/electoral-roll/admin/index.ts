import type { Contribution } from '../../../admin/screen.js';
import { formatCentralMinute } from '../../../kernel/clock/central-time.js';
import { ListRollCuts } from '../index.js';
import type { RollCutsView } from './views.js';

/** The cuts of the electoral roll, which the operator loads (decision 15). */
export const contribution: Contribution = {
  order: 110,
  section: 'Preparar el proceso',
  pages: [
    {
      name: 'cortes-del-padron',
      label: 'Cortes del padrón',
      permission: 'electoral-roll.read-cuts',
      component: 'electoral-roll/roll-cuts',
      load: async (official): Promise<RollCutsView> => {
        const cuts = await official.ask(new ListRollCuts({}));
        return {
          cuts: cuts.map(({ asOf, inForceFrom, ...cut }) => ({
            ...cut,
            asOf: formatCentralMinute(new Date(asOf)),
            inForceFrom: formatCentralMinute(new Date(inForceFrom)),
          })),
        };
      },
    },
  ],
};
