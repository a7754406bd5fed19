import type { Home } from '../../../admin/screen.js';
import { ListKeyDeadlines } from '../index.js';
import { loadDueDates } from './due-dates.js';

const KEYS = '/admin/pages/llaves-publicas';

/** Due dates of every process, and the number of missing or overdue public keys (§13.1). */
export const processesHome: Home = {
  permission: 'processes.read',
  load: async (official) => {
    const deadlines = await official.ask(new ListKeyDeadlines({}));
    const count = (state: string): number => deadlines.filter((deadline) => deadline.state === state).length;
    return {
      ...(await loadDueDates(official)),
      cards: [
        {
          figure: count('overdue'),
          labels: ['Llave pública de un OPL fuera de plazo', 'Llaves públicas de OPL fuera de plazo'],
          due: true,
          href: KEYS,
        },
        {
          figure: count('untested'),
          labels: ['Llave pública por comprobar', 'Llaves públicas por comprobar'],
          due: true,
          href: KEYS,
        },
        { figure: count('due'), labels: ['Llave pública por entregar', 'Llaves públicas por entregar'], href: KEYS },
        {
          figure: deadlines.filter(({ practice }) => !practice).length,
          labels: ['Proceso en curso', 'Procesos en curso'],
          href: '/admin/resources/procesos?tipo=real',
        },
      ],
    };
  },
};
