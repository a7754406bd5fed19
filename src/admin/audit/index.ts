import type { Contribution } from '../screen.js';
import { loadAudit } from './load.js';
import { KERNEL_AUDIT } from './labels.js';

/** The audit trail, for DERFE's administrators and for auditors: they read, and never write. */
export const auditContribution = (all: () => readonly Contribution[]): Contribution => ({
  order: 900,
  section: 'Supervisar',
  audit: KERNEL_AUDIT,
  pages: [
    {
      name: 'bitacora',
      label: 'Bitácora',
      permission: 'audit.read',
      component: 'admin/audit',
      load: (official, place) => loadAudit(all(), official, place),
    },
  ],
});
