import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { DomainPurpose, InstitutionalDomains } from '../domain/institutional-domains.js';

/** The current domains of one institution; null: DERFE. */
export async function findDomains(work: UnitOfWork, entidad: string | null): Promise<InstitutionalDomains> {
  const rows = await work.sql<{ purpose: DomainPurpose; domain: string }>(
    `select purpose, domain from accounts.institutional_domain
     where removed_at is null and (purpose = 'account' or entidad is not distinct from $1) order by domain`,
    [entidad],
  );
  const withPurpose = (wantedPurpose: DomainPurpose): string[] =>
    rows.filter(({ purpose }) => purpose === wantedPurpose).map(({ domain }) => domain);
  return { account: withPurpose('account'), contact: withPurpose('contact') };
}
