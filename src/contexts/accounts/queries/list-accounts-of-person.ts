import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ accountIds: z.array(z.uuid()).max(1000) });

/**
 * All present and previous accounts of the people who own these accounts: those that share an e-mail with one of them,
 * directly or through another account. An e-mail that a correction replaced counts if the account had a password by
 * then. Used to separate incompatible duties even if one person used several accounts (§4.2). Returns ids only; only
 * the system has the permission.
 */
@QuerySpec({ name: 'accounts.list-accounts-of-person', permission: 'accounts.same-person', input, heldBy: 'system' })
export class ListAccountsOfPerson extends KernelQuery<z.infer<typeof input>, string[]> {}

@QueryHandler(ListAccountsOfPerson)
export class ListAccountsOfPersonHandler implements IQueryHandler<ListAccountsOfPerson> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { accountIds } }: ListAccountsOfPerson): Promise<string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `with recursive known (id, email_hash) as (
         select id, email_hash from accounts.official
         union all
         select official_id, former_email_hash from accounts.data_change where former_email_hash is not null),
       of_person (id) as (
         select unnest($1::uuid[])
         union
         select other.id from of_person join known own on own.id = of_person.id
           join known other on other.email_hash = own.email_hash)
       select id from of_person where {visible}`,
      [accountIds],
      {},
    );
    return rows.map(({ id }) => id);
  }
}
