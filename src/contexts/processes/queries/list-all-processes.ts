import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_PROCESS, type ProcessView } from '../persistence/process-records.js';

const input = z.object({});

/**
 * Lists every process in the caller's scope, by entidad and newest code first (§4.1). For select fields and for jobs
 * that process all of them; `ListProcesses` returns one page.
 */
@QuerySpec({
  name: 'processes.list-all-processes',
  permission: 'processes.read',
  input,
})
export class ListAllProcesses extends KernelQuery<z.infer<typeof input>, ProcessView[]> {}

@QueryHandler(ListAllProcesses)
export class ListAllProcessesHandler implements IQueryHandler<ListAllProcesses> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<ProcessView[]> {
    return this.work.rows<ProcessView>(`${SELECT_PROCESS} where {visible} order by p.entidad, p.id_proceso desc`, [], {
      entidad: 'p.entidad',
    });
  }
}
