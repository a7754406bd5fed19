import type { Official } from '../../../admin/official.js';
import type { AuditSubject } from '../../../admin/screen.js';
import { ListAspirants } from '../index.js';

const ROWS_AT_ONCE = 200;

/** Aspirants in the audit trail: shown by folio, searched by folio or name. */
export const aspirantSubject: AuditSubject = {
  label: 'Aspirante',
  catalogue: 'aspirantes',
  permission: 'aspirants.read',
  names: async (official, ids) => {
    const { rows } = await official.ask(new ListAspirants({ ids: [...ids], limit: ROWS_AT_ONCE }));
    return rows.map(({ id, folio }) => [id, folio] as const);
  },
  find: findAspirants,
};

async function findAspirants(official: Official, search: string, limit: number): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const { rows, next } = await official.ask(
      new ListAspirants({ search, sort: 'registered', limit: ROWS_AT_ONCE, after }),
    );
    found.push(...rows.map(({ id }) => id));
    if (next === null || found.length >= limit) return found.slice(0, limit);
    after = next;
  }
}
