import type { Contribution } from '../../../admin/screen.js';
import { CountQuarantined } from '../index.js';

/** Quarantined records, which need a person to act (§10). */
export const contribution: Contribution = {
  order: 400,
  section: 'Verificación',
  audit: {
    areas: { verification: 'Verificación' },
    subjects: { support: { label: 'Apoyo' }, roll: { label: 'Padrón' } },
  },
  home: {
    permission: 'verification.verify-again',
    load: async (official) => {
      const { value, more } = await official.ask(new CountQuarantined({}));
      return {
        cards: [
          {
            figure: value,
            more,
            labels: ['Registro en cuarentena: no se pudo abrir', 'Registros en cuarentena: no se pudieron abrir'],
            due: true,
          },
        ],
      };
    },
  },
};
