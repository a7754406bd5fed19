import type { AuditSubject } from '../../../admin/screen.js';
import { ListAspirants } from '../index.js';

/** Aspirants in the audit trail: named by folio, found by folio or name. */
export const aspirantSubject: AuditSubject = {
  label: 'Aspirante',
  catalogue: 'aspirantes',
  permission: 'aspirants.read',
  names: async (official, ids) => {
    const { rows } = await official.ask(new ListAspirants({ ids: [...ids], limit: 200 }));
    return rows.map(({ id, folio }) => [id, folio] as const);
  },
  find: async (official, text) =>
    (await official.ask(new ListAspirants({ search: text, limit: 100 }))).rows.map(({ id }) => id),
};
