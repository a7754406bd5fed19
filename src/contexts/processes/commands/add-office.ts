import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findProcess } from '../persistence/process-records.js';

const input = z.object({
  processId: z.uuid(),
  kind: z.enum(['gubernatura', 'diputacion-local', 'ayuntamiento']),
  name: z.string().trim().min(1).max(200),
  territory: z.string().trim().max(200),
});

/** Adds an office that aspirants may seek in a process (§5.1). Refuses with PROCESSES.OFFICE_TAKEN. */
@CommandSpec({
  name: 'processes.add-office',
  permission: 'processes.manage',
  input,
})
export class AddOffice extends KernelCommand<z.input<typeof input>, { officeId: string }> {}

@CommandHandler(AddOffice)
export class AddOfficeHandler implements ICommandHandler<AddOffice> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId, kind, name, territory } }: AddOffice): Promise<{ officeId: string }> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ entidad: process.entidad });
    const officeId = randomId();
    const added = await this.work.sql(
      `insert into processes.office (id, process_id, kind, name, territory) values ($1, $2, $3, $4, $5)
       on conflict on constraint office_taken do nothing returning id`,
      [officeId, processId, kind, name, territory],
    );
    if (added.length === 0)
      throw new DomainError('PROCESSES.OFFICE_TAKEN', {
        kind: 'conflict',
        field: 'name',
      });
    this.work.audit({
      subject: ['office', officeId],
      stream: processId,
      details: { kind, name, territory },
    });
    return { officeId };
  }
}
