import { ModuleRef } from '@nestjs/core';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { lockOfficesExclusive } from '../office-guard.js';
import { findPeriods, findProcess, lockProcess } from '../persistence/process-records.js';
import { RegisteredAspirants } from '../registered-aspirants.js';

const input = z.object({
  processId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  practice: z.boolean(),
  reason: z.string().trim().min(1).max(1000),
});

/**
 * Corrects the name of a process at any time, and whether it is for practice while it has neither capture periods nor
 * aspirants (§4.1, §5.A). The former name is kept.
 * @throws DomainError PROCESSES.PROCESS_UNCHANGED, .PROCESS_IN_USE, .OFFICES_BUSY
 */
@CommandSpec({
  name: 'processes.correct-process',
  permission: 'processes.manage',
  input,
  noLegalDeadline: 'stores the instant of the correction',
})
export class CorrectProcess extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(CorrectProcess)
export class CorrectProcessHandler implements ICommandHandler<CorrectProcess> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
  ) {}

  async execute({ input: { processId, name, practice, reason } }: CorrectProcess): Promise<void> {
    const { entidad } = await findProcess(this.work, processId);
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const process = await findProcess(this.work, processId);
    if (name === process.name && practice === process.practice) {
      throw new DomainError('PROCESSES.PROCESS_UNCHANGED', { kind: 'conflict', field: 'name' });
    }
    if (practice !== process.practice) await this.#requireUnused(processId);
    await this.work.sql('update processes.process set name = $2, practice = $3 where id = $1', [
      processId,
      name,
      practice,
    ]);
    if (name !== process.name) {
      await this.work.sql(
        'insert into processes.former_name (process_id, name, reason, actor_id, at) values ($1, $2, $3, $4, $5)',
        [processId, process.name, reason, this.work.actor.id, this.clock.now()],
      );
    }
    this.work.audit({
      subject: ['process', processId],
      stream: processId,
      details: { name, practice, formerName: process.name, formerPractice: process.practice },
      reason,
    });
  }

  async #requireUnused(processId: string): Promise<void> {
    await lockOfficesExclusive(this.work, processId);
    const aspirants = this.modules.get(RegisteredAspirants, { strict: false });
    const periods = await findPeriods(this.work, { processId });
    if (periods.length > 0 || (await aspirants.existFor({ processId }))) {
      throw new DomainError('PROCESSES.PROCESS_IN_USE', { kind: 'conflict', field: 'practice' });
    }
  }
}
