import { findFolio } from '#electoral/wire';
import type { AuditSubject } from '../../../admin/screen.js';

/** Records that were announced or refused, to which the audit trail refers by folio. */
export const folioSubject: AuditSubject = {
  label: 'Apoyo',
  names: (_official, ids) => Promise.resolve(ids.map((id) => [id, id] as const)),
  find: (_official, text) => Promise.resolve([findFolio(text)].filter((folio) => folio !== undefined)),
};
