import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({
  /** Cursor: the last id of the previous page. */
  after: z.uuid().optional(),
  limit: z.int().min(1).max(50).default(50),
});

/** One page of the ids of verified records, in ascending order. */
@QuerySpec({
  name: 'verification.list-verified-supports',
  permission: 'verification.wrap-evidence-keys',
  input,
  heldBy: 'system',
})
export class ListVerifiedSupports extends KernelQuery<z.input<typeof input>, string[]> {}

@QueryHandler(ListVerifiedSupports)
export class ListVerifiedSupportsHandler implements IQueryHandler<ListVerifiedSupports> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListVerifiedSupports): Promise<string[]> {
    const { after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<{ id: string }>(
      `select id from verification.support where {visible} and state = 'verified' and ($1::uuid is null or id > $1)
       order by id limit $2`,
      [after ?? null, limit],
      { entidad: 'entidad' },
    );
    return rows.map(({ id }) => id);
  }
}
