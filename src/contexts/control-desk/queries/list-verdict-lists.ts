import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_LIST, type VerdictListView } from '../persistence/verdict-lists.js';

const input = z.object({ limit: z.number().int().min(1).max(500).default(200) });

/** The newest published lists of verdicts in the actor's scope, newest first (decision 50). */
@QuerySpec({ name: 'control-desk.list-verdict-lists', permission: 'samples.read', input })
export class ListVerdictLists extends KernelQuery<z.input<typeof input>, VerdictListView[]> {}

@QueryHandler(ListVerdictLists)
export class ListVerdictListsHandler implements IQueryHandler<ListVerdictLists> {
  constructor(private readonly work: UnitOfWork) {}

  execute(query: ListVerdictLists): Promise<VerdictListView[]> {
    const { limit } = query.input as z.infer<typeof input>;
    return this.work.rows<VerdictListView>(
      `${SELECT_LIST} where {visible} order by list.published_at desc, list.id limit $1`,
      [limit],
      { entidad: 'list.entidad' },
    );
  }
}
