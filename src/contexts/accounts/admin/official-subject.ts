import { searchText, searchWords } from '../../../kernel/lists/search-text.js';
import type { AuditSubject } from '../../../admin/screen.js';
import type { Official } from '../../../admin/official.js';
import { GetOfficialNames } from '../queries/get-official-names.js';
import { ListOfficials } from '../queries/list-officials.js';

const PAGE = 200;
const MAX_PAGES = 10;

/** Accounts in the audit trail: named by account, found by account or by words of the person's name. */
export const officialSubject: AuditSubject = {
  label: 'Cuenta',
  catalogue: 'cuentas',
  permission: 'accounts.read',
  names: async (official, ids) => {
    const found = await official.ask(new GetOfficialNames({ ids: [...ids] }));
    return found.map(({ id, account }) => [id, account] as const);
  },
  find: findOfficials,
};

/** Names are encrypted; institutions have some hundreds of accounts, so they are compared one by one. */
async function findOfficials(official: Official, text: string): Promise<string[]> {
  const words = searchWords(text);
  if (words.length === 0) return [];
  const found: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { rows, next } = await official.ask(new ListOfficials({ limit: PAGE, after }));
    for (const { id, account, fullName } of rows) {
      const known = searchText(`${account} ${fullName}`);
      if (words.every((word) => known.includes(word))) found.push(id);
    }
    if (next === null) break;
    after = next;
  }
  return found;
}
