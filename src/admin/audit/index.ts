import { encryptSearch } from '../list.js';
import type { Contribution } from '../screen.js';
import { auditFile, loadAudit } from './load.js';
import { KERNEL_AUDIT } from './labels.js';

/** The read-only audit log page, for DERFE's administrators and for auditors. */
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
      load: (official, request) => loadAudit(all(), official, request),
      post: encryptSearch,
      files: { excel: auditFile(all) },
    },
  ],
});
