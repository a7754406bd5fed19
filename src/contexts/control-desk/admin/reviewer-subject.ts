import type { AuditSubject } from '../../../admin/screen.js';
import { GetOfficialNames } from '../../accounts/index.js';

/** Reviewers in the audit trail, named by their account. */
export const reviewerSubject: AuditSubject = {
  label: 'Persona revisora',
  permission: 'accounts.read',
  names: async (official, ids) => {
    const found = await official.ask(new GetOfficialNames({ ids: [...ids] }));
    return found.map(({ id, account }) => [id, account] as const);
  },
};
