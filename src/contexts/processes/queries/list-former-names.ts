import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

export interface FormerName {
  readonly name: string;
  /** Why it was corrected. */
  readonly reason: string;
  /** When it was corrected, ISO 8601, UTC. */
  readonly at: string;
}

/** Lists the names that a process had before they were corrected, newest first (§4.1). */
@QuerySpec({ name: 'processes.list-former-names', permission: 'processes.read', input })
export class ListFormerNames extends KernelQuery<z.infer<typeof input>, FormerName[]> {}

@QueryHandler(ListFormerNames)
export class ListFormerNamesHandler implements IQueryHandler<ListFormerNames> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListFormerNames): Promise<FormerName[]> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ ...this.work.actor.scope, entidad: process.entidad });
    return this.work.rows<FormerName>(
      `select f.name, f.reason, f.at from processes.former_name f join processes.process p on p.id = f.process_id
       where {visible} and f.process_id = $1 order by f.id desc`,
      [processId],
      { entidad: 'p.entidad' },
    );
  }
}
