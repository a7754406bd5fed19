import { DomainError } from '../../../kernel/errors/domain-error.js';

/** Domains of account names, and domains of contact addresses. */
export type DomainPurpose = 'account' | 'contact';

/** The domain of every account (§4.1, §4.2). */
export const ACCOUNT_DOMAIN = 'ine.mx';

/** The domains of one institution (§4.1, §4.4). */
export interface InstitutionalDomains {
  readonly account: readonly string[];
  readonly contact: readonly string[];
}

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
/** Providers of personal addresses. All communication must use institutional addresses (§4.4). */
const PERSONAL_PROVIDERS =
  /^(gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|proton|protonmail|prodigy)\./;

/** Whether the domain of an address is exactly one of the domains; subdomains do not count. */
export function isInstitutional(address: string, domains: readonly string[]): boolean {
  return domains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

/** @throws DomainError ACCOUNTS.DOMAIN_FORMAT, ACCOUNTS.DOMAIN_PERSONAL */
export function checkDomain(domain: string): void {
  const invalid = (code: string): DomainError => new DomainError(code, { kind: 'invalid', field: 'domain' });
  if (!DOMAIN.test(domain)) throw invalid('ACCOUNTS.DOMAIN_FORMAT');
  if (PERSONAL_PROVIDERS.test(domain)) throw invalid('ACCOUNTS.DOMAIN_PERSONAL');
}
