import type { AuditSubject } from '../../../admin/screen.js';
import { FindOfficials } from '../queries/find-officials.js';
import { GetOfficialNames } from '../queries/get-official-names.js';

/** Accounts in the audit trail: shown by account, searched by account, e-mail or words of the person's name. */
export const officialSubject: AuditSubject = {
  label: 'Cuenta',
  catalogue: 'cuentas',
  permission: 'accounts.read',
  names: async (official, ids) => {
    const found = await official.ask(new GetOfficialNames({ ids: [...ids] }));
    return found.map(({ id, account }) => [id, account] as const);
  },
  find: (official, search, limit) => official.ask(new FindOfficials({ search, limit })),
};
