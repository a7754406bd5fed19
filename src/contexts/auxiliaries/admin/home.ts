import type { Home } from '../../../admin/screen.js';
import { GetAuxiliaryFigures } from '../index.js';

const LIST = '/admin/resources/auxiliares';

/** Number of auxiliaries, and of devices to review (§6.4, §7.4). */
export const auxiliariesHome: Home = {
  permission: 'auxiliaries.read',
  load: async (official) => {
    const { authorised, discharged, devicesToReview } = await official.ask(new GetAuxiliaryFigures({}));
    return {
      cards: [
        {
          figure: devicesToReview.value,
          more: devicesToReview.more,
          labels: ['Dispositivo por revisar', 'Dispositivos por revisar'],
          due: official.may('auxiliaries.review'),
          href: `${LIST}?dispositivos=por-revisar`,
        },
        { figure: authorised, labels: ['Auxiliar autorizada o autorizado', 'Auxiliares con autorización'], href: LIST },
        { figure: discharged, labels: ['Auxiliar de baja', 'Auxiliares de baja'], href: `${LIST}?estado=discharged` },
      ],
    };
  },
};
