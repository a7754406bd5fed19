import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_PROCESS, type ProcessView } from '../persistence/process-records.js';

const input = z.object({});

/**
 * Every process of the asker's entidad, newest code first (§4.1), for choices and for jobs that go through all of them.
 * `FindProcesses` reads one page, filtered and sorted: a choice or a job that took a page for all would leave processes out.
 */
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
    return this.work.rows<ProcessView>(`${SELECT_PROCESS} where {visible} order by p.entidad, p.id_proceso desc`, [], {
      entidad: 'p.entidad',
    });
  }
}
