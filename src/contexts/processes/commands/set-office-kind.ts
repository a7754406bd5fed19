import { entidadByKey } from '#electoral/identifiers';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ENTIDAD_ABBREVIATIONS } from '../domain/process-code.js';
import { OFFICE_SCOPES } from '../domain/office-territory.js';
import { findOfficeKindVersions, isLabelTaken, usesOfOfficeKind } from '../persistence/office-kinds.js';

const input = z.object({
  key: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/)
    .max(60),
  label: z.string().trim().min(1).max(100),
  scope: z.enum(OFFICE_SCOPES),
  /** Entidades in which this kind exists; all of them if omitted. */
  entidades: z
    .array(z.string().refine((key) => key in ENTIDAD_ABBREVIATIONS))
    .min(1)
    .optional(),
  /** A longer capture period is rejected as a likely typing error. */
  maxDays: z.number().int().min(1).max(730),
  reason: z.string().trim().min(1).max(500),
  /** Version on which the change is based, for optimistic locking; 0 to add a kind. */
  version: z.int().min(0).optional(),
});

/**
 * Adds a kind of office, or changes its label, its entidades and the maximum length of its capture (§5.A).
 * @throws DomainError PROCESSES.OFFICE_KIND_IN_USE when the scope changes and an office of this kind exists;
 * PROCESSES.OFFICE_KIND_NEEDED when an entidad that has such an office is removed; PROCESSES.OFFICE_KIND_TAKEN,
 * .OFFICE_KIND_CHANGED_MEANWHILE
 */
@CommandSpec({ name: 'processes.set-office-kind', permission: 'processes.territory', input })
export class SetOfficeKind extends KernelCommand<z.infer<typeof input>, { version: number }> {}

@CommandHandler(SetOfficeKind)
export class SetOfficeKindHandler implements ICommandHandler<SetOfficeKind> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: kind }: SetOfficeKind): Promise<{ version: number }> {
    this.work.authorize({ entidad: EVERYTHING });
    const { key, label, scope, entidades, maxDays, reason } = kind;
    // Serialises changes of all kinds, so that two of them cannot get the same label.
    await this.work.sql('lock table processes.office_kind in share row exclusive mode');
    const [current] = await findOfficeKindVersions(this.work, key);
    await this.#check(kind, current);
    await this.work.sql(
      `insert into processes.office_kind as kind (key, label, scope, entidades, longest_days, position)
       values ($1, $2, $3, $4, $5, (select max(position) + 1 from processes.office_kind))
       on conflict (key) do update set label = excluded.label, scope = excluded.scope, entidades = excluded.entidades,
         longest_days = excluded.longest_days`,
      [key, label, scope, entidades ?? null, maxDays],
    );
    const version = (current?.version ?? 0) + 1;
    await this.work.sql(
      `insert into processes.office_kind_version (kind, version, label, scope, entidades, longest_days, reason, actor_id, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [key, version, label, scope, entidades ?? null, maxDays, reason, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({
      subject: ['office-kind', key],
      details: { version, label, scope, entidades: entidades?.join(' ') ?? null, longestDays: maxDays },
      reason,
    });
    return { version };
  }

  async #check(
    { key, label, scope, entidades, version }: z.infer<typeof input>,
    current: { readonly version: number; readonly scope: string } | undefined,
  ): Promise<void> {
    if (version !== undefined && version > 0 && version !== current?.version) {
      throw new DomainError('PROCESSES.OFFICE_KIND_CHANGED_MEANWHILE', { kind: 'conflict' });
    }
    const taken = { kind: 'conflict', field: 'label' } as const;
    if (version === 0 && current) throw new DomainError('PROCESSES.OFFICE_KIND_TAKEN', taken);
    const faults = new Faults();
    if (await isLabelTaken(this.work, key, label)) faults.add('PROCESSES.OFFICE_KIND_TAKEN', taken);
    const used = await usesOfOfficeKind(this.work, key);
    if (used.length > 0 && current && scope !== current.scope) {
      faults.add('PROCESSES.OFFICE_KIND_IN_USE', { kind: 'conflict', field: 'scope' });
    }
    const needed = used.filter((entidad) => entidades?.includes(entidad) === false);
    if (needed.length > 0) {
      faults.add('PROCESSES.OFFICE_KIND_NEEDED', {
        kind: 'conflict',
        field: 'entidades',
        params: { entidades: needed.map((entidad) => entidadByKey(entidad)?.name ?? entidad).join(', ') },
      });
    }
    faults.throwIfAny();
  }
}
