import type { AuditOutcome } from './views.js';

export const OUTCOME_LABELS: Readonly<Record<AuditOutcome, string>> = {
  done: 'Hecho',
  read: 'Consultado',
  refused: 'Rechazado',
};
