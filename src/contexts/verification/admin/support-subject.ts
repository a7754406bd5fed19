import { findFolio } from '#electoral/wire';
import type { AuditSubject } from '../../../admin/screen.js';
import { ListSupports } from '../index.js';

/** Supports in the audit trail: shown and searched by folio. */
export const supportSubject: AuditSubject = {
  label: 'Apoyo',
  catalogue: 'apoyos',
  permission: 'verification.read',
  names: async (official, ids) => {
    const found = await official.ask(new ListSupports({ ids: [...ids], limit: 500 }));
    return found.map(({ supportId, folio }) => [supportId, folio] as const);
  },
  find: async (official, text) => {
    const folio = findFolio(text);
    if (folio === undefined) return [];
    return (await official.ask(new ListSupports({ folio, limit: 1 }))).map(({ supportId }) => supportId);
  },
};
