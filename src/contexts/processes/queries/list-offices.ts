import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { inSpanishOrder } from '../../../kernel/lists/search-text.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { authorizePublished, findProcess, SELECT_OFFICE, type OfficeView } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid() });

/** Lists the offices of a process, by kind, territory and name (§5.1). */
@QuerySpec({ name: 'processes.list-offices', permission: PUBLIC, input, unscoped: 'published in the official call' })
export class ListOffices extends KernelQuery<z.infer<typeof input>, OfficeView[]> {}

@QueryHandler(ListOffices)
export class ListOfficesHandler implements IQueryHandler<ListOffices> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListOffices): Promise<OfficeView[]> {
    const process = await findProcess(this.work, processId);
    authorizePublished(this.work, process.entidad);
    return this.work.sql<OfficeView>(
      `${SELECT_OFFICE} where o.process_id = $1 order by k.position, o.territory, ${inSpanishOrder('o.name')}`,
      [processId],
    );
  }
}
