import type { Contribution } from '../../../admin/screen.js';
import { loadUnreceived } from './load.js';

/** What was captured and did not reach the INE (§8.13, decisions 6 and 7). */
export const intakeAdmin: Contribution = {
  section: 'Registrar y dar seguimiento',
  pages: [
    {
      name: 'no-recibidos',
      label: 'Captados y no recibidos',
      permission: 'intake.read',
      component: 'intake/unreceived',
      load: loadUnreceived,
    },
  ],
};
