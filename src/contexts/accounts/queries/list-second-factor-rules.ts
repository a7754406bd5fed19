import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ROLE_TABLE, ROLES, type Role } from '../domain/roles.js';

const input = z.object({});

export interface SecondFactorRule {
  readonly role: Role;
  readonly roleLabel: string;
  readonly mandatory: boolean;
  /** Pending and active accounts of the role, and how many of them have a second factor. */
  readonly accounts: number;
  readonly enrolled: number;
}

/** Which roles require a second factor, and how many accounts have one. */
@QuerySpec({ name: 'accounts.list-second-factor-rules', permission: 'accounts.manage', input })
export class ListSecondFactorRules extends KernelQuery<z.infer<typeof input>, SecondFactorRule[]> {}

@QueryHandler(ListSecondFactorRules)
export class ListSecondFactorRulesHandler implements IQueryHandler<ListSecondFactorRules> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<SecondFactorRule[]> {
    const rows = await this.work.rows<Omit<SecondFactorRule, 'roleLabel'>>(
      `select r.role, coalesce(s.mandatory, false) as mandatory, count(o.id)::int as accounts,
         count(f.id)::int as enrolled
       from unnest($1::text[]) with ordinality as r (role, place)
       left join accounts.second_factor_rule s using (role)
       left join accounts.official o on o.role = r.role and o.status in ('pending', 'active')
       left join accounts.second_factor f on f.official_id = o.id and f.ended_at is null and f.enrolled_at is not null
       where {visible} group by r.role, r.place, s.mandatory order by r.place`,
      [ROLES],
      {},
    );
    return rows.map((row) => ({ ...row, roleLabel: ROLE_TABLE[row.role].label }));
  }
}
