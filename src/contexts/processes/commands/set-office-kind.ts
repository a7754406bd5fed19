import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ENTIDAD_ABBREVIATIONS } from '../domain/process-code.js';

const input = z.object({
  key: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/)
    .max(60),
  label: z.string().trim().min(1).max(100),
  scope: z.enum(['entidad', 'local-district', 'municipality']),
  /** Entidades in which this kind exists; all of them if omitted. */
  entidades: z
    .array(z.string().refine((key) => key in ENTIDAD_ABBREVIATIONS))
    .min(1)
    .optional(),
  /** A longer capture period is rejected as a likely typing error. */
  maxDays: z.number().int().min(1).max(730),
});

/**
 * Adds a kind of office, or changes its label, its entidades and the maximum length of its capture (§5.A).
 * @throws DomainError PROCESSES.OFFICE_KIND_IN_USE when the scope changes and an office of this kind exists.
 */
@CommandSpec({ name: 'processes.set-office-kind', permission: 'processes.territory', input })
export class SetOfficeKind extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(SetOfficeKind)
export class SetOfficeKindHandler implements ICommandHandler<SetOfficeKind> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { key, label, scope, entidades, maxDays } }: SetOfficeKind): Promise<void> {
    this.work.authorize({ entidad: EVERYTHING });
    const set = await this.work.sql(
      `insert into processes.office_kind as kind (key, label, scope, entidades, longest_days, position)
       values ($1, $2, $3, $4, $5, (select max(position) + 1 from processes.office_kind))
       on conflict (key) do update set label = excluded.label, scope = excluded.scope, entidades = excluded.entidades,
         longest_days = excluded.longest_days
       where kind.scope = excluded.scope or not exists (select from processes.office o where o.kind = kind.key)
       returning key`,
      [key, label, scope, entidades ?? null, maxDays],
    );
    if (set.length === 0) throw new DomainError('PROCESSES.OFFICE_KIND_IN_USE', { kind: 'conflict', field: 'scope' });
    this.work.audit({
      subject: ['office-kind', key],
      details: { label, scope, entidades: entidades?.join(' ') ?? null, longestDays: maxDays },
    });
  }
}
