import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OPEN_STATES } from '../domain/desk-state.js';

const input = z.object({
  /** Cursor: the last id of the previous page. */
  after: z.uuid().optional(),
  limit: z.int().min(1).max(50).default(50),
});

/** One page of the ids of records that are assigned to a reviewer and not reviewed yet, in ascending order. */
@QuerySpec({
  name: 'control-desk.list-assigned-supports',
  permission: 'verification.wrap-evidence-keys',
  input,
  heldBy: 'system',
})
export class ListAssignedSupports extends KernelQuery<z.input<typeof input>, string[]> {}

@QueryHandler(ListAssignedSupports)
export class ListAssignedSupportsHandler implements IQueryHandler<ListAssignedSupports> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListAssignedSupports): Promise<string[]> {
    const { after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<{ id: string }>(
      `select support_id as id from control_desk.record
       where {visible} and state in ${OPEN_STATES} and ($1::uuid is null or support_id > $1) order by support_id limit $2`,
      [after ?? null, limit],
      { entidad: 'entidad' },
    );
    return rows.map(({ id }) => id);
  }
}
