import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { updateCalendar } from '../persistence/calendar-records.js';
import { findProcess, lockProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid(), at: z.date() });

/**
 * Records that the results of a process were delivered (§13.2). After this, its periods cannot change, and the three
 * months in which its evidence can be consulted begin (§14.1). `results.close-process` runs it in its own transaction.
 */
@CommandSpec({ name: 'processes.record-closing', permission: 'processes.record-closing', input, heldBy: 'system' })
export class RecordClosing extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RecordClosing)
export class RecordClosingHandler implements ICommandHandler<RecordClosing> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId, at } }: RecordClosing): Promise<void> {
    const { entidad } = await findProcess(this.work, processId);
    this.work.authorize({ entidad });
    await lockProcess(this.work, processId);
    await this.work.sql('update processes.process set closed_at = $2 where id = $1 and closed_at is null', [
      processId,
      at,
    ]);
    await updateCalendar(this.work, processId, {}, at);
    this.work.audit({ subject: ['process', processId], stream: processId, details: { closedAt: at.toISOString() } });
  }
}
