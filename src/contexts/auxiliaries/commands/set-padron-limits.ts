import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { padronLimitsSchema } from '../domain/padron-limits.js';
import { versionOf } from '../persistence/registration-rules.js';

const input = padronLimitsSchema.extend({
  entidad: z.string().regex(/^\d{2}$/),
  reason: z.string().trim().min(1).max(500),
  /** Version on which the change is based, for optimistic locking; 0 if none was set. */
  version: z.int().min(0),
});

/**
 * DERFE, which keeps the padrón, sets how many queries an aspirant of an entidad may cause per day (decision 28). The
 * limits apply immediately and include the queries already made today.
 * @throws DomainError AUXILIARIES.RULE_CHANGED_MEANWHILE
 */
@CommandSpec({ name: 'auxiliaries.set-padron-limits', permission: 'auxiliaries.set-padron-limits', input })
export class SetPadronLimits extends KernelCommand<z.infer<typeof input>, { version: number }> {}

@CommandHandler(SetPadronLimits)
export class SetPadronLimitsHandler implements ICommandHandler<SetPadronLimits> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input }: SetPadronLimits): Promise<{ version: number }> {
    const { entidad, perDay, perDayByFile, reason, version } = input;
    this.work.authorize({ entidad });
    const set =
      version === (await versionOf(this.work, 'auxiliaries.padron_limit', entidad))
        ? await this.work.sql(
            `insert into auxiliaries.padron_limit (entidad, version, per_day, per_day_by_file, reason, actor_id, at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (entidad, version) do nothing returning version`,
            [entidad, version + 1, perDay, perDayByFile, reason, this.work.actor.id, this.clock.now()],
          )
        : [];
    if (set.length === 0) throw new DomainError('AUXILIARIES.RULE_CHANGED_MEANWHILE', { kind: 'conflict' });
    this.work.audit({
      subject: ['entidad', entidad],
      details: { entidad, version: version + 1, perDay, perDayByFile },
      reason,
    });
    return { version: version + 1 };
  }
}
