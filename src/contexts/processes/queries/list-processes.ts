import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_PROCESS, type ProcessView } from '../persistence/process-records.js';

const input = z.object({});

/** The processes of the asker's entidad, newest code first (§4.1). */
@QuerySpec({
  name: 'processes.list-processes',
  permission: 'processes.read',
  input,
})
export class ListProcesses extends KernelQuery<z.infer<typeof input>, ProcessView[]> {}

@QueryHandler(ListProcesses)
export class ListProcessesHandler implements IQueryHandler<ListProcesses> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<ProcessView[]> {
    const { scope } = this.work.actor;
    const entidad = scope[EVERYTHING] ?? scope['entidad'] ?? '';
    this.work.authorize({ ...scope, entidad });
    return this.work.sql<ProcessView>(
      `${SELECT_PROCESS} where $1 = '*' or p.entidad = $1 order by p.entidad, p.id_proceso desc`,
      [entidad],
    );
  }
}
