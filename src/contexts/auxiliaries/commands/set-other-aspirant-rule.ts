import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OTHER_ASPIRANT_RULES, versionOf } from '../persistence/registration-rules.js';

const input = z.object({
  entidad: z.string().regex(/^\d{2}$/),
  rule: z.enum(OTHER_ASPIRANT_RULES),
  reason: z.string().trim().min(1).max(500),
  /** Version on which the change is based, for optimistic locking; 0 if none was set. */
  version: z.int().min(0),
});

/**
 * The OPL sets whether a person may be the auxiliary of two aspirants of a process (§6.4). The rule applies only
 * to later registrations.
 * @throws DomainError AUXILIARIES.RULE_CHANGED_MEANWHILE
 */
@CommandSpec({ name: 'auxiliaries.set-other-aspirant-rule', permission: 'auxiliaries.set-rules', input })
export class SetOtherAspirantRule extends KernelCommand<z.infer<typeof input>, { version: number }> {}

@CommandHandler(SetOtherAspirantRule)
export class SetOtherAspirantRuleHandler implements ICommandHandler<SetOtherAspirantRule> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad, rule, reason, version } }: SetOtherAspirantRule): Promise<{ version: number }> {
    this.work.authorize({ entidad });
    const set =
      version === (await versionOf(this.work, 'auxiliaries.other_aspirant_rule', entidad))
        ? await this.work.sql(
            `insert into auxiliaries.other_aspirant_rule (entidad, version, rule, reason, actor_id, at)
             values ($1, $2, $3, $4, $5, $6) on conflict (entidad, version) do nothing returning version`,
            [entidad, version + 1, rule, reason, this.work.actor.id, this.clock.now()],
          )
        : [];
    if (set.length === 0) throw new DomainError('AUXILIARIES.RULE_CHANGED_MEANWHILE', { kind: 'conflict' });
    this.work.audit({ subject: ['entidad', entidad], details: { entidad, version: version + 1, rule }, reason });
    return { version: version + 1 };
  }
}
