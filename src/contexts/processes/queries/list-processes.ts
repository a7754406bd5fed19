import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, pageRequestShape, readPage, type Page } from '../../../kernel/lists/page.js';
import { inSpanishOrder, whereWordsFound } from '../../../kernel/lists/search-text.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_PROCESS, type ProcessView } from '../persistence/process-records.js';

const LIST = { table: 'processes.process', visibleBy: { entidad: 't.entidad' } };
const SORTS = { code: 't.id_proceso', name: inSpanishOrder('t.name') } as const;

const input = z.object({
  ...pageRequestShape,
  sort: z.enum(['code', 'name']).default('code'),
  entidad: z.string().optional(),
  practice: z.boolean().optional(),
  /** Filters by whether the OPL has registered its public key. */
  keyed: z.boolean().optional(),
  /** Words, or parts of words, of the name and the Id Proceso, in any order. */
  search: z.string().trim().min(1).max(254).optional(),
});

/** Returns one page of the processes in the caller's scope, filtered and sorted (§4.1). */
@QuerySpec({ name: 'processes.list-processes', permission: 'processes.read', input })
export class ListProcesses extends KernelQuery<z.input<typeof input>, Page<ProcessView>> {}

@QueryHandler(ListProcesses)
export class ListProcessesHandler implements IQueryHandler<ListProcesses> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListProcesses): Promise<Page<ProcessView>> {
    const { entidad, practice, keyed, search, sort, ...pageRequest } = query.input as z.infer<typeof input>;
    const where = new Conditions()
      .and('t.entidad = ?', entidad)
      .and('t.practice = ?', practice)
      .and('exists (select from processes.opl_public_key k where k.process_id = t.id) = ?', keyed);
    whereWordsFound(where, 't.search_text', search);
    const page = await readPage<{ id: string }>(
      this.work,
      { ...LIST, columns: 't.id', sort: SORTS[sort] },
      where,
      pageRequest,
    );
    const ids = page.rows.map(({ id }) => id);
    const rows = await this.work.rows<ProcessView>(
      `${SELECT_PROCESS} where {visible} and p.id = any($1::uuid[]) order by array_position($1::uuid[], p.id)`,
      [ids],
      { entidad: 'p.entidad' },
    );
    return { ...page, rows, total: await countUpToLimit(this.work, LIST, where) };
  }
}
