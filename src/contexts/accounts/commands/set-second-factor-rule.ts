import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ROLES } from '../domain/roles.js';

const input = z.object({ role: z.enum(ROLES), mandatory: z.boolean() });

/**
 * DERFE decides whether a role requires a second factor. From the next request on, an official of that role who has
 * none can only set it up (§4.4).
 */
@CommandSpec({ name: 'accounts.set-second-factor-rule', permission: 'accounts.manage', input })
export class SetSecondFactorRule extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(SetSecondFactorRule)
export class SetSecondFactorRuleHandler implements ICommandHandler<SetSecondFactorRule> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { role, mandatory } }: SetSecondFactorRule): Promise<void> {
    this.work.authorize({ entidad: EVERYTHING });
    await this.work.sql(
      `insert into accounts.second_factor_rule (role, mandatory, set_by, set_at) values ($1, $2, $3, $4)
       on conflict (role) do update set mandatory = excluded.mandatory, set_by = excluded.set_by, set_at = excluded.set_at`,
      [role, mandatory, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({ subject: ['role', role], details: { mandatory } });
  }
}
