import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DEFAULT_GRACE_HOURS, setPeriod, type CapturePeriod } from '../domain/capture-period.js';
import { findOffice, findPeriods, findProcess, lockProcess } from '../persistence/process-records.js';

const instant = z.union([z.iso.datetime({ offset: true }), z.date()]).transform((value) => new Date(value));
const input = z.object({
  processId: z.uuid(),
  officeId: z.uuid(),
  /** Names the period to change; without it the office's period of the same name is changed, or a new one made. */
  periodId: z.uuid().optional(),
  name: z.string().trim().min(1).max(200),
  opensAt: instant,
  closesAt: instant,
  graceHours: z.number().int().min(0).max(720).optional(),
  active: z.boolean(),
  reason: z.string().trim().max(1000).optional(),
});

/**
 * Sets or moves the period in which supports for an office are captured (§5.A, hora centro), with its grace
 * (§10.5). A change makes a new version and keeps the old one with the reason. Refuses with
 * PROCESSES.PERIOD_END_BEFORE_START, PROCESSES.PERIOD_OVERLAP, PROCESSES.PERIOD_REASON_MISSING.
 */
@CommandSpec({
  name: 'processes.set-capture-period',
  permission: 'processes.manage',
  input,
})
export class SetCapturePeriod extends KernelCommand<z.input<typeof input>, { periodId: string; version: number }> {}

@CommandHandler(SetCapturePeriod)
export class SetCapturePeriodHandler implements ICommandHandler<SetCapturePeriod> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(command: SetCapturePeriod): Promise<{ periodId: string; version: number }> {
    const { processId, officeId, periodId, reason, graceHours, ...terms } = command.input as z.infer<typeof input>;
    const process = await findProcess(this.work, processId);
    this.work.authorize({ entidad: process.entidad });
    const office = await findOffice(this.work, officeId);
    if (office.processId !== processId) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });

    await lockProcess(this.work, processId);
    const periods = await findPeriods(this.work, { officeId });
    const former = periods.find((p) => (periodId === undefined ? p.name === terms.name : p.id === periodId));
    if (periodId !== undefined && !former) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const period = setPeriod(
      { id: former?.id ?? randomId(), officeId, version: former?.version ?? 0 },
      {
        ...terms,
        graceHours: graceHours ?? former?.graceHours ?? DEFAULT_GRACE_HOURS,
      },
      periods.filter((other) => other !== former),
      reason,
    );
    await this.#store(processId, period, reason);
    this.work.audit({
      subject: ['capture-period', period.id],
      stream: processId,
      details: {
        version: period.version,
        opensAt: period.opensAt.toISOString(),
        closesAt: period.closesAt.toISOString(),
        formerOpensAt: former?.opensAt.toISOString() ?? null,
        formerClosesAt: former?.closesAt.toISOString() ?? null,
        active: period.active,
        reason: reason ?? null,
      },
    });
    return { periodId: period.id, version: period.version };
  }

  async #store(processId: string, p: CapturePeriod, reason: string | undefined): Promise<void> {
    const terms = [p.version, p.name, p.opensAt, p.closesAt, p.graceHours, p.active];
    await this.work.sql(
      `insert into processes.capture_period
         (id, process_id, office_id, version, name, opens_at, closes_at, grace_hours, active)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (id) do update set version = excluded.version, name = excluded.name, opens_at = excluded.opens_at,
         closes_at = excluded.closes_at, grace_hours = excluded.grace_hours, active = excluded.active`,
      [p.id, processId, p.officeId, ...terms],
    );
    await this.work.sql(
      `insert into processes.capture_period_version
         (period_id, version, name, opens_at, closes_at, grace_hours, active, reason, actor_id, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [p.id, ...terms, reason ?? null, this.work.actor.id, this.clock.now()],
    );
  }
}
