import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ processId: z.uuid(), entidad: z.string().regex(/^\d{2}$/) });

/** Ids of the records declared 'no procesable', which no reviewer can review, for the reconciliation (decision 67). */
@QuerySpec({
  name: 'verification.list-unprocessable',
  permission: 'verification.reconcile',
  input,
  heldBy: 'system',
})
export class ListUnprocessable extends KernelQuery<z.infer<typeof input>, string[]> {}

@QueryHandler(ListUnprocessable)
export class ListUnprocessableHandler implements IQueryHandler<ListUnprocessable> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId, entidad } }: ListUnprocessable): Promise<string[]> {
    const rows = await this.work.rows<{ id: string }>(
      `select id from verification.support support
       where {visible} and process_id = $1 and entidad = $2 and state = 'unprocessable' order by id`,
      [processId, entidad],
      { entidad: 'support.entidad' },
    );
    return rows.map(({ id }) => id);
  }
}
