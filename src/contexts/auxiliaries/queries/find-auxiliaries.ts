import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListAllProcesses } from '../../processes/index.js';
import { applySearch } from '../persistence/auxiliary-search.js';

const input = z.object({
  /** As in the list of auxiliaries. */
  search: z.string().trim().max(254),
  limit: z.number().int().min(1),
});

/**
 * Ids of the auxiliaries that a search text matches, oldest first, to find the audit entries about them. It shows no
 * personal data, so only the search itself is audited, by the query that shows the entries. Therefore only readers of
 * the audit trail may run it.
 */
@QuerySpec({ name: 'auxiliaries.find-auxiliaries', permission: 'audit.read', input })
export class FindAuxiliaries extends KernelQuery<z.input<typeof input>, string[]> {}

@QueryHandler(FindAuxiliaries)
export class FindAuxiliariesHandler implements IQueryHandler<FindAuxiliaries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(query: FindAuxiliaries): Promise<string[]> {
    const { search, limit } = query.input;
    const processes = await this.dispatcher.ask(this.work.actor, new ListAllProcesses({}));
    const where = new Conditions();
    await applySearch(
      where,
      this.hash,
      search,
      processes.map(({ id }) => id),
    );
    const rows = await this.work.rows<{ id: string }>(
      `select t.id from auxiliaries.auxiliary t where {visible} and ${where.sql}
       order by t.registered_at, t.id limit ${where.value(limit)}`,
      where.values,
      { entidad: 't.entidad', aspirantId: 't.aspirant_id' },
    );
    return rows.map(({ id }) => id);
  }
}
