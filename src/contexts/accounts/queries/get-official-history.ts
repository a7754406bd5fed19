import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OfficialStatus } from '../domain/official-status.js';

const input = z.object({ accountId: z.uuid() });

/** A change of an account. `from` and `to` are statuses, or the ends of a grant in ISO 8601. */
export type OfficialChange = {
  /** ISO 8601. */
  readonly at: string;
  /** Id of the actor. */
  readonly by: string;
  readonly reason: string | null;
} & (
  | { readonly kind: 'status'; readonly from: OfficialStatus | null; readonly to: OfficialStatus }
  | { readonly kind: 'grant'; readonly from: string; readonly to: string }
  | { readonly kind: 'declaration' | 'second-factor'; readonly from: null; readonly to: null }
);

/** What DERFE changed in an account and why, newest first; empty for an account outside the actor's scope. */
@QuerySpec({ name: 'accounts.get-official-history', permission: 'accounts.read', input })
export class GetOfficialHistory extends KernelQuery<z.infer<typeof input>, OfficialChange[]> {}

@QueryHandler(GetOfficialHistory)
export class GetOfficialHistoryHandler implements IQueryHandler<GetOfficialHistory> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { accountId } }: GetOfficialHistory): Promise<OfficialChange[]> {
    const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    return this.work.rows<OfficialChange>(
      `select c.at, c.by, c.kind, c."from", c."to", c.reason
       from accounts.official o cross join lateral (
         select ${iso('at')} as at, actor_id as by, 'status' as kind, from_status as "from", to_status as "to", reason, id
         from accounts.status_move where official_id = o.id
         union all
         select ${iso('at')}, actor_id, 'grant', ${iso('from_ends_at')}, ${iso('to_ends_at')}, reason, id
         from accounts.grant_change where official_id = o.id
         union all
         select ${iso('ended_at')}, ended_by, 'second-factor', null, null, reason, 0
         from accounts.second_factor where official_id = o.id and reason is not null
        union all
        select ${iso('refused_at')}, refused_by, 'declaration', null, null, refusal, 0
        from accounts.declaration where official_id = o.id and refused_at is not null) c
       where o.id = $1 and {visible}
       order by c.at desc, c.kind, c.id desc`,
      [accountId],
      { entidad: 'o.entidad' },
    );
  }
}
