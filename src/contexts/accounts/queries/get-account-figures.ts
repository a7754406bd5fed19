import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({});

export interface AccountFigures {
  readonly active: number;
  /** Pending, without a Declaratoria to decide on. */
  readonly awaited: number;
  /** Pending, with a Declaratoria that DERFE has not decided on. */
  readonly declared: number;
  readonly suspended: number;
  /** People in received oficios who await a decision by DERFE. */
  readonly requested: number;
  /** Active, with a grant that ends within thirty days. */
  readonly ending: number;
}

/**
 * Counts of the accounts in the actor's scope (§4.4). Counting rows is fast enough: there are a few thousand at most.
 */
@QuerySpec({ name: 'accounts.get-account-figures', permission: 'accounts.read', input })
export class GetAccountFigures extends KernelQuery<z.infer<typeof input>, AccountFigures> {}

@QueryHandler(GetAccountFigures)
export class GetAccountFiguresHandler implements IQueryHandler<GetAccountFigures> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<AccountFigures> {
    const [figures] = await this.work.rows<AccountFigures>(
      `select (count(*) filter (where status = 'active'))::int as active,
         (count(*) filter (where status = 'suspended'))::int as suspended,
         (count(*) filter (where status = 'pending' and not declared))::int as awaited,
         (count(*) filter (where status = 'pending' and declared))::int as declared,
         (count(*) filter (where status = 'active' and grant_ends_at < $1::timestamptz + interval '30 days'
           and grant_ends_at > $1))::int as ending,
         (select count(*) from accounts.requested_official p join accounts.account_request t on t.id = p.request_id
           where p.status = 'pending' and t.state = 'received' and {visible})::int as requested
       from (select status, grant_ends_at,
           exists (select from accounts.declaration d
             where d.official_id = t.id and d.accepted_at is null and d.refused_at is null) as declared
         from accounts.official t where {visible}) accounts`,
      [this.clock.now()],
      { entidad: 't.entidad' },
    );
    return figures ?? { active: 0, awaited: 0, declared: 0, suspended: 0, requested: 0, ending: 0 };
  }
}
