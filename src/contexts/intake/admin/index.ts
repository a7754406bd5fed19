import type { Contribution } from '../../../admin/screen.js';
import { GetMaintenance } from '../index.js';
import { folioSubject } from './folio-subject.js';
import { loadPendingUploads } from './load.js';
import { maintenance } from './maintenance.js';

/** Supports that were captured but did not reach INE (§8.13, decisions 6 and 7). */
export const contribution: Contribution = {
  order: 220,
  section: 'Registrar y dar seguimiento',
  notice: async (official) => (await official.ask(new GetMaintenance({})))?.sentence ?? null,
  audit: {
    areas: { intake: 'Recepción' },
    details: {
      beginsAt: { label: 'Empieza', instant: true },
      endsAt: { label: 'Termina', instant: true },
      formerBeginsAt: { label: 'Empezaba', instant: true },
      formerEndsAt: { label: 'Terminaba', instant: true },
      what: {
        label: 'Qué pasó',
        values: {
          announced: 'se anunció',
          corrected: 'se corrigió el aviso',
          ended: 'terminó antes',
          'called-off': 'no se hizo',
        },
      },
    },
    subjects: { folio: folioSubject, maintenance: { label: 'Mantenimiento' } },
  },
  pages: [
    {
      name: 'no-recibidos',
      label: 'Captados y no recibidos',
      permission: 'intake.read',
      component: 'intake/pending-uploads',
      load: loadPendingUploads,
    },
    maintenance,
  ],
};
