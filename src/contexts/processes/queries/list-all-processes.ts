import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_PROCESS, type ProcessView } from '../persistence/process-records.js';

/** `open` leaves out closed processes, like every form that changes a process. */
const input = z.object({ open: z.boolean().default(false) });

/**
 * Lists every process in the caller's scope, by entidad, newest code first (§4.1). For select fields and for jobs that
 * process all of them; `ListProcesses` returns one page.
 */
@QuerySpec({
  name: 'processes.list-all-processes',
  permission: 'processes.read',
  input,
})
export class ListAllProcesses extends KernelQuery<z.input<typeof input>, ProcessView[]> {}

@QueryHandler(ListAllProcesses)
export class ListAllProcessesHandler implements IQueryHandler<ListAllProcesses> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListAllProcesses): Promise<ProcessView[]> {
    const { open } = query.input as z.infer<typeof input>;
    return this.work.rows<ProcessView>(
      `${SELECT_PROCESS} where {visible} and (p.closed_at is null or not $1) order by p.entidad, p.id_proceso desc`,
      [open],
      { entidad: 'p.entidad' },
    );
  }
}
