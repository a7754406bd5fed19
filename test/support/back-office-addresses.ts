import { CONTRIBUTIONS } from '../../src/admin/contributions.js';
import { screensOf } from '../../src/admin/screen.js';
import { ROLE_TABLE, type Role } from '../../src/contexts/accounts/index.js';

/** Query parameters of pages that show one thing. */
export const PAGE_QUERIES: Readonly<Record<string, string>> = {
  'tipo-de-cargo': '?tipo=ayuntamiento',
  'cambiar-tipo-de-cargo': '?tipo=ayuntamiento',
  'cambiar-consultas-al-padron': '?entidad=22',
};

/** The addresses of all screens that a role may open. */
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
            return isRecordAction
              ? `/admin/resources/${catalogue.id}/records/${records[catalogue.id] ?? ''}/${name}${query}`
              : `/admin/resources/${catalogue.id}/actions/${name}`;
          }),
      ),
    ]),
  ];
}
