import { ModuleRef } from '@nestjs/core';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { CaptureKeys, type CaptureKeyFault } from '../capture-keys.js';
import { requireOpenProcess } from '../closing-guard.js';
import { DEFAULT_GRACE_HOURS, graceEndsAt, setPeriod, type CapturePeriod } from '../domain/capture-period.js';
import { WAITS_FOR_KEY } from '../opl-key-anchors.js';
import { updateCalendar } from '../persistence/calendar-records.js';
import { findOfficeKind } from '../persistence/office-kinds.js';
import { storePeriod } from '../persistence/period-records.js';
import { findOffice, findPeriods, findProcess, lockProcess } from '../persistence/process-records.js';

const instant = z.union([z.iso.datetime({ offset: true }), z.date()]).transform((value) => new Date(value));
const input = z.object({
  processId: z.uuid(),
  officeId: z.uuid(),
  /** The period to change. If omitted, the office's period with the same name is changed, or a new one is created. */
  periodId: z.uuid().optional(),
  /** Version on which the change is based, for optimistic locking. */
  version: z.number().int().optional(),
  name: z.string().trim().min(1).max(200),
  opensAt: instant,
  closesAt: instant,
  graceHours: z.number().int().min(0).max(720).optional(),
  active: z.boolean(),
  reason: z.string().trim().max(1000).optional(),
  /** Number of the OPL's agreement that changes the period. */
  agreement: z.string().trim().max(100).optional(),
  /** Confirms that the change shortens the period. */
  shortens: z.boolean().optional(),
  /** Confirms that the change stops a capture that has begun. */
  stops: z.boolean().optional(),
});

/**
 * Sets or changes the capture period of an office (§5.A, hora centro) and its grace period (§10.5). A change stores a
 * new version with reason and agreement, keeps the old one, and updates the calendar of the process (decision 40).
 * Devices learn of it with their next lease; reports show it immediately.
 * @throws DomainError those of {@link setPeriod}; PROCESSES.PERIOD_CHANGED_MEANWHILE, .PROCESS_CLOSED; on activation
 * .ROOT_ON_SERVER, .KEY_BACKUP_UNPROVEN, .KEY_SET_MISSING, .KEY_SET_EXPIRES
 */
@CommandSpec({
  name: 'processes.set-capture-period',
  permission: 'processes.manage',
  input,
  deadlines: { 'opl-key': 'refuses', 'capture-opens': 'refuses', 'capture-closes': 'refuses' },
})
export class SetCapturePeriod extends KernelCommand<z.input<typeof input>, { periodId: string; version: number }> {}

const FAULTS: Readonly<Record<CaptureKeyFault, string>> = {
  'root-on-server': 'PROCESSES.ROOT_ON_SERVER',
  'backup-unproven': 'PROCESSES.KEY_BACKUP_UNPROVEN',
  'key-set-missing': 'PROCESSES.KEY_SET_MISSING',
  'key-set-expires': 'PROCESSES.KEY_SET_EXPIRES',
};

@CommandHandler(SetCapturePeriod)
export class SetCapturePeriodHandler implements ICommandHandler<SetCapturePeriod> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly modules: ModuleRef,
  ) {}

  async execute(command: SetCapturePeriod): Promise<{ periodId: string; version: number }> {
    const { processId, officeId, periodId, version, reason, agreement, shortens, stops, graceHours, ...terms } =
      command.input as z.infer<typeof input>;
    const { entidad } = await findProcess(this.work, processId);
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const office = await findOffice(this.work, officeId);
    if (office.processId !== processId) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    const process = await findProcess(this.work, processId);
    const periods = await findPeriods(this.work, { officeId });
    const previous = periods.find((p) => (periodId === undefined ? p.name === terms.name : p.id === periodId));
    if (periodId !== undefined && !previous) throw new DomainError('ACCESS.OUT_OF_SCOPE', { kind: 'not-found' });
    if (version !== undefined && previous && previous.version !== version) {
      throw new DomainError('PROCESSES.PERIOD_CHANGED_MEANWHILE', { kind: 'conflict' });
    }
    const now = this.clock.now();
    const period = setPeriod(
      { id: previous?.id ?? randomId(), officeId },
      previous,
      { ...terms, graceHours: graceHours ?? previous?.graceHours ?? DEFAULT_GRACE_HOURS },
      { reason, agreement, shortens, stops },
      {
        now,
        others: periods.filter((other) => other !== previous),
        maxDays: (await findOfficeKind(this.work, entidad, office.kind)).maxDays,
        keyRegistered: process.hasRegisteredKey,
        practice: process.practice,
      },
    );
    if (period.active && previous?.active !== true && !process.practice) await this.#requireFitKeys(period);
    await storePeriod(this.work, processId, period, { reason, agreement }, now);
    const moves = await updateCalendar(this.work, processId, { reason, agreement }, now);
    this.work.audit({
      subject: ['capture-period', period.id],
      stream: processId,
      details: {
        version: period.version,
        opensAt: period.opensAt.toISOString(),
        closesAt: period.closesAt.toISOString(),
        formerOpensAt: previous?.opensAt.toISOString() ?? null,
        formerClosesAt: previous?.closesAt.toISOString() ?? null,
        active: period.active,
        formerActive: previous?.active ?? null,
        agreement: agreement ?? null,
        datesMoved: moves.length,
        [WAITS_FOR_KEY]: !process.mayOpen,
      },
      reason,
    });
    return { periodId: period.id, version: period.version };
  }

  /**
   * Refuses to activate a period for which the keys are not fit (decisions 4 and 22). The demonstration receives no
   * real records. A change to an active period is not refused, since an authority may have ordered it:
   * {@link CaptureKeysStatus} raises an alarm instead.
   */
  async #requireFitKeys(period: CapturePeriod): Promise<void> {
    if (this.config.mode !== 'production') return;
    const fault = await this.modules.get(CaptureKeys, { strict: false }).faultBefore(graceEndsAt(period));
    if (fault) throw new DomainError(FAULTS[fault], { kind: 'conflict' });
  }
}
