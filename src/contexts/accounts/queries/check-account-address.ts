import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { normaliseEmail } from '#electoral/normalise';
import { PUBLIC } from '../../../kernel/access/access.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ account: z.string().max(200) });

/**
 * Checks that a text can be an account: an address in a domain that accounts have or had. It does not look for the
 * account.
 * @throws DomainError ACCOUNTS.SIGN_IN_ACCOUNT_MISSING, ACCOUNTS.SIGN_IN_OTHER_ADDRESS
 */
@QuerySpec({
  name: 'accounts.check-account-address',
  permission: PUBLIC,
  input,
  unscoped: 'the domains of accounts are public',
})
export class CheckAccountAddress extends KernelQuery<z.infer<typeof input>, void> {}

@QueryHandler(CheckAccountAddress)
export class CheckAccountAddressHandler implements IQueryHandler<CheckAccountAddress> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { account } }: CheckAccountAddress): Promise<void> {
    const address = normaliseEmail(account);
    const refused = { kind: 'invalid', field: 'account' } as const;
    if (address === '') throw new DomainError('ACCOUNTS.SIGN_IN_ACCOUNT_MISSING', refused);
    const known = await this.work.sql<{ domain: string; current: boolean }>(
      `select distinct domain, removed_at is null as current from accounts.institutional_domain
       where purpose = 'account' order by domain`,
    );
    if (known.some(({ domain }) => address.endsWith(`@${domain}`) && address.length > domain.length + 1)) return;
    const domains = known.filter(({ current }) => current).map(({ domain }) => `@${domain}`);
    throw new DomainError('ACCOUNTS.SIGN_IN_OTHER_ADDRESS', { ...refused, params: { domains: domains.join(', ') } });
  }
}
