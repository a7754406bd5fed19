import type { Home } from '../../../admin/screen.js';
import { GetAspirantFigures } from '../index.js';

const LIST = '/admin/resources/aspirantes';

/** Number of aspirants by status; those waiting for the OPL are highlighted (§5.F). */
export const aspirantsHome: Home = {
  permission: 'aspirants.read',
  load: async (official) => {
    const { draft, validated, confirmed, withdrawn } = await official.ask(new GetAspirantFigures({}));
    const due = official.may('aspirants.confirm');
    return {
      cards: [
        {
          figure: draft,
          labels: ['Aspirante por validar', 'Aspirantes por validar'],
          due,
          href: `${LIST}?estado=draft`,
        },
        {
          figure: validated,
          labels: ['Aspirante por confirmar', 'Aspirantes por confirmar'],
          due,
          href: `${LIST}?estado=validated`,
        },
        {
          figure: confirmed,
          labels: ['Aspirante confirmado', 'Aspirantes confirmados'],
          href: `${LIST}?estado=confirmed`,
        },
        { figure: withdrawn, labels: ['Aspirante retirado', 'Aspirantes retirados'], href: `${LIST}?estado=withdrawn` },
      ],
    };
  },
};
