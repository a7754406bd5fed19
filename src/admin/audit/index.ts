import type { Contribution } from '../screen.js';
import { loadAudit } from './load.js';

/** The audit trail, for DERFE's administrators and for auditors: they read, and never write. */
export const auditAdmin: Contribution = {
  section: 'Supervisar',
  pages: [{ name: 'bitacora', label: 'Bitácora', permission: 'audit.read', component: 'admin/audit', load: loadAudit }],
};
