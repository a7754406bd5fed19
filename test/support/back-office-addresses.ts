import { CONTRIBUTIONS } from '../../src/admin/contributions.js';
import { screensOf } from '../../src/admin/screen.js';
import { ROLE_TABLE, type Role } from '../../src/contexts/accounts/index.js';

/** Query parameters of pages that show a single item. */
export const PAGE_QUERIES: Readonly<Record<string, string>> = {
  'tipo-de-cargo': '?tipo=ayuntamiento',
  'cambiar-tipo-de-cargo': '?tipo=ayuntamiento',
  'cambiar-consultas-al-padron': '?entidad=22',
};

/**
 * The addresses of all screens that a role may open.
 * @param records the id of a record of each catalogue.
 * @throws Error if a catalogue has no record.
 */
export function addressesOf(role: Role, records: Readonly<Record<string, string>>): string[] {
  const { permissions } = ROLE_TABLE[role];
  const query = `?cargo=${records['cargo'] ?? ''}&persona=${records['persona'] ?? ''}`;
  return [
    '/admin',
    ...CONTRIBUTIONS.flatMap(({ catalogues = [], pages = [] }) => [
      ...pages
        .filter(({ permission }) => permissions.includes(permission))
        .map(({ name }) => `/admin/pages/${name}${PAGE_QUERIES[name] ?? ''}`),
      ...catalogues.flatMap((catalogue) =>
        Object.entries(screensOf(catalogue))
          .filter(([, { permission }]) => permissions.includes(permission))
          .map(([name]) => {
            if (name === 'list') return `/admin/resources/${catalogue.id}`;
            const isRecordAction = name === 'show' || name in (catalogue.record?.actions ?? {});
            if (!isRecordAction) return `/admin/resources/${catalogue.id}/actions/${name}`;
            const recordId = records[catalogue.id];
            if (recordId === undefined) throw new Error(`no record of the catalogue '${catalogue.id}'`);
            return `/admin/resources/${catalogue.id}/records/${recordId}/${name}${query}`;
          }),
      ),
    ]),
  ];
}
