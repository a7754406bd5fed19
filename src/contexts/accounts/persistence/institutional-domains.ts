import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ACCOUNT_DOMAIN, type InstitutionalDomains } from '../domain/institutional-domains.js';

/** The current domains of one institution; null: DERFE. */
export async function findDomains(work: UnitOfWork, entidad: string | null): Promise<InstitutionalDomains> {
  const rows = await work.sql<{ domain: string }>(
    `select domain from accounts.institutional_domain
     where removed_at is null and purpose = 'contact' and entidad is not distinct from $1 order by domain`,
    [entidad],
  );
  return { account: [ACCOUNT_DOMAIN], contact: rows.map(({ domain }) => domain) };
}
