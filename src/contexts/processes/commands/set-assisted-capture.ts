import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError, Faults } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { MAX_REASON_LENGTH, MAX_REASONS } from '../domain/assisted-capture.js';
import { findAssistedCapture } from '../persistence/assisted-capture-records.js';
import { findProcess, lockProcess } from '../persistence/process-records.js';

const input = z.object({
  processId: z.uuid(),
  allowed: z.boolean(),
  /** Reasons that the app offers; ignored if assisted capture is not allowed. */
  reasons: z.array(z.string().trim().min(1)).default([]),
  /** Number of the OPL's agreement; required if allowed, except in a practice process. */
  agreement: z.string().trim().max(100).optional(),
  /** Version on which the change is based, for optimistic locking; 0 if none was set. */
  version: z.int().min(0).optional(),
});

/**
 * Allows or disallows assisted capture, which is for people who cannot sign, see or hold still (decision 31). Devices
 * learn of the change with their next lease.
 * @throws DomainError PROCESSES.ASSISTED_REASONS_MISSING, .ASSISTED_REASONS_TOO_MANY, .ASSISTED_REASON_TOO_LONG,
 * .ASSISTED_AGREEMENT_MISSING, .ASSISTED_CHANGED_MEANWHILE, .PROCESS_CLOSED
 */
@CommandSpec({ name: 'processes.set-assisted-capture', permission: 'processes.manage', input })
export class SetAssistedCapture extends KernelCommand<z.input<typeof input>, { version: number }> {}

@CommandHandler(SetAssistedCapture)
export class SetAssistedCaptureHandler implements ICommandHandler<SetAssistedCapture> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(command: SetAssistedCapture): Promise<{ version: number }> {
    const { processId, allowed, agreement = '', version, ...rest } = command.input as z.infer<typeof input>;
    const process = await findProcess(this.work, processId);
    this.work.authorize({ entidad: process.entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const previous = (await findAssistedCapture(this.work, processId))[0]?.version ?? 0;
    if (version !== undefined && version !== previous) {
      throw new DomainError('PROCESSES.ASSISTED_CHANGED_MEANWHILE', { kind: 'conflict' });
    }
    const reasons = allowed ? [...new Set(rest.reasons)] : [];
    const faults = new Faults();
    if (allowed && agreement === '' && !process.practice) {
      faults.add('PROCESSES.ASSISTED_AGREEMENT_MISSING', { kind: 'invalid', field: 'agreement' });
    }
    for (const code of allowed ? checkReasons(reasons) : []) faults.add(code, { kind: 'invalid', field: 'reasons' });
    faults.throwIfAny();
    await this.work.sql(
      `insert into processes.assisted_capture (process_id, version, allowed, reasons, agreement, actor_id, at)
       values ($1, $2, $3, $4, nullif($5, ''), $6, $7)`,
      [processId, previous + 1, allowed, JSON.stringify(reasons), agreement, this.work.actor.id, this.clock.now()],
    );
    this.work.audit({
      subject: ['process', processId],
      stream: processId,
      details: { version: previous + 1, allowed, reasons: JSON.stringify(reasons), agreement },
    });
    return { version: previous + 1 };
  }
}

/** @returns the error codes. */
function checkReasons(reasons: readonly string[]): string[] {
  if (reasons.length === 0) return ['PROCESSES.ASSISTED_REASONS_MISSING'];
  return [
    ...(reasons.length > MAX_REASONS ? ['PROCESSES.ASSISTED_REASONS_TOO_MANY'] : []),
    ...(reasons.some(({ length }) => length > MAX_REASON_LENGTH) ? ['PROCESSES.ASSISTED_REASON_TOO_LONG'] : []),
  ];
}
