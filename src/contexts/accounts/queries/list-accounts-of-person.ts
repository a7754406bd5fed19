import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ accountIds: z.array(z.uuid()).max(1000) });

/**
 * Every account that the people of these accounts have or had, theirs included: one person has one institutional e-mail.
 * For duties that exclude each other in one person whatever account they were done with (§4.2). Names nobody; only the
 * system may ask, within the use case that judges the duties.
 */
@QuerySpec({ name: 'accounts.list-accounts-of-person', permission: 'accounts.same-person', input })
export class ListAccountsOfPerson extends KernelQuery<z.infer<typeof input>, string[]> {}

@QueryHandler(ListAccountsOfPerson)
export class ListAccountsOfPersonHandler implements IQueryHandler<ListAccountsOfPerson> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { accountIds } }: ListAccountsOfPerson): Promise<string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `select other.id from accounts.official own join accounts.official other using (email_hash)
       where {visible} and own.id = any($1::uuid[])`,
      [accountIds],
      {},
    );
    return [...new Set([...accountIds, ...rows.map(({ id }) => id)])];
  }
}
