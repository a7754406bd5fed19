import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OtherAspirantRule } from '../persistence/registration-rules.js';

const input = z.object({ entidad: z.string().regex(/^\d{2}$/) });

export interface OtherAspirantRuleVersion {
  readonly version: number;
  readonly rule: OtherAspirantRule;
  /** Empty if it was set before reasons were kept. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string | null;
}

/** The versions of an OPL's rule for people who help two aspirants, newest first; empty until it sets one (§6.4). */
@QuerySpec({ name: 'auxiliaries.get-other-aspirant-rule', permission: 'auxiliaries.review', input })
export class GetOtherAspirantRule extends KernelQuery<z.infer<typeof input>, OtherAspirantRuleVersion[]> {}

@QueryHandler(GetOtherAspirantRule)
export class GetOtherAspirantRuleHandler implements IQueryHandler<GetOtherAspirantRule> {
  constructor(private readonly work: UnitOfWork) {}

  execute({ input: { entidad } }: GetOtherAspirantRule): Promise<OtherAspirantRuleVersion[]> {
    this.work.authorize({ entidad });
    return this.work.rows<OtherAspirantRuleVersion & object>(
      `select version, rule, reason, at from auxiliaries.other_aspirant_rule
       where {visible} and entidad = $1 order by version desc`,
      [entidad],
      { entidad: 'entidad' },
    );
  }
}
