import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListAspirants } from '../../aspirants/index.js';
import { padronLimitsSchema } from '../domain/padron-limits.js';
import { versionOf } from '../persistence/registration-rules.js';

const input = padronLimitsSchema.extend({
  entidad: z.string().regex(/^\d{2}$/),
  reason: z.string().trim().min(1).max(500),
  /** Version on which the change is based, for optimistic locking; 0 if none was set. */
  version: z.int().min(0),
  /** Confirms that aspirants who used more than this today must wait until tomorrow. */
  belowUse: z.boolean().optional(),
});
/** Only the aspirants with the most queries today are checked. */
const MAX_CHECKED = 200;

/**
 * DERFE, which keeps the padrón, sets how many queries an aspirant of an entidad may cause per day (decision 28). The
 * limits apply immediately and include the queries already made today.
 * @throws DomainError AUXILIARIES.RULE_CHANGED_MEANWHILE and, until it is confirmed, .PADRON_LIMITS_BELOW_USE
 */
@CommandSpec({
  name: 'auxiliaries.set-padron-limits',
  permission: 'auxiliaries.set-padron-limits',
  input,
  noLegalDeadline: 'compares the limits with the queries of the day',
})
export class SetPadronLimits extends KernelCommand<z.infer<typeof input>, { version: number }> {}

@CommandHandler(SetPadronLimits)
export class SetPadronLimitsHandler implements ICommandHandler<SetPadronLimits> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input }: SetPadronLimits): Promise<{ version: number }> {
    const { entidad, perDay, perDayByFile, reason, version, belowUse } = input;
    this.work.authorize({ entidad });
    if (belowUse !== true) await this.#checkUse(input);
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

  async #checkUse({ entidad, perDay, perDayByFile }: z.infer<typeof input>): Promise<void> {
    const used = await this.work.sql<{ aspirantId: string; asked: number; rows: number }>(
      `select aspirant_id as "aspirantId", asked, asked_by_file as rows from auxiliaries.padron_queries
       where day = $1 and (asked > $2 or asked_by_file > $3) order by greatest(asked, asked_by_file) desc limit $4`,
      [centralDay(this.clock.now()), perDay, perDayByFile, MAX_CHECKED],
    );
    if (used.length === 0) return;
    const ids = used.map(({ aspirantId }) => aspirantId);
    const system = systemActor('auxiliaries.set-padron-limits');
    const aspirants = await this.dispatcher.ask(system, new ListAspirants({ ids, limit: MAX_CHECKED }));
    const own = new Set(aspirants.rows.flatMap((aspirant) => (aspirant.entidad === entidad ? [aspirant.id] : [])));
    const affected = used.filter(({ aspirantId }) => own.has(aspirantId));
    if (affected.length === 0) return;
    const maximum = (counts: readonly number[]): string => Math.max(...counts).toLocaleString('es-MX');
    const params = {
      asked: maximum(affected.map(({ asked }) => asked)),
      rows: maximum(affected.map(({ rows }) => rows)),
    };
    throw new DomainError('AUXILIARIES.PADRON_LIMITS_BELOW_USE', { kind: 'invalid', field: 'belowUse', params });
  }
}
