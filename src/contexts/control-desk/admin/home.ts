import type { Official } from '../../../admin/official.js';
import type { Home } from '../../../admin/screen.js';
import { GetDeskSummary, ListOwnSecondReviews } from '../index.js';
import { openProcesses } from './second-review-pages.js';

/** A reviewer's own workload, and the progress of the desk for everyone with read permission (§11.4). */
export const controlDeskHome: Home = {
  permission: 'control-desk.read',
  load: async (official) => {
    const { unreviewed, reviewed, mine, mineToday } = await official.ask(new GetDeskSummary({}));
    const isReviewer = official.may('control-desk.review');
    const second = isReviewer ? await secondReviewsOf(official) : 0;
    const ownCards = [
      {
        figure: mine,
        labels: ['Registro suyo por revisar', 'Registros suyos por revisar'],
        due: true,
        own: true,
        href: '/admin/pages/mesa-de-control',
      },
      {
        figure: mineToday,
        labels: ['Registro revisado hoy por usted', 'Registros revisados hoy por usted'],
        own: true,
      },
    ] as const;
    return {
      step:
        isReviewer && mine > 0
          ? {
              label: 'Revisar registros',
              reason: 'Tiene registros asignados en la Mesa de Control.',
              href: '/admin/pages/mesa-de-control',
            }
          : null,
      cards: [
        ...(isReviewer ? ownCards : []),
        ...(second > 0
          ? [
              {
                figure: second,
                labels: ['Segunda revisión suya por hacer', 'Segundas revisiones suyas por hacer'] as const,
                due: true,
                own: true,
                href: '/admin/pages/segundas-revisiones',
              },
            ]
          : []),
        {
          figure: unreviewed,
          labels: ['Registro sin revisar en la Mesa de Control', 'Registros sin revisar en la Mesa de Control'],
          ...(official.may('control-desk.assign') && { due: true, href: '/admin/pages/asignar-cargas' }),
        },
        {
          figure: reviewed,
          labels: ['Registro revisado en la Mesa de Control', 'Registros revisados en la Mesa de Control'],
        },
      ],
    };
  },
};

async function secondReviewsOf(official: Official): Promise<number> {
  const processIds = await openProcesses(official);
  return (await official.ask(new ListOwnSecondReviews({ processIds, limit: 1 }))).total;
}
