import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { folioSchema, type ReceiptsPage } from '#electoral/wire';

const input = z.object({
  auxiliaryId: z.uuid(),
  /** Cursor: last folio of the previous page. */
  after: folioSchema.optional(),
  limit: z.int().min(1).max(500).default(200),
});

/**
 * Signed receipts of everything an auxiliary captured, on any of their devices, in folio order (§8.13).
 * Receipts contain no data of citizens.
 */
@QuerySpec({ name: 'intake.list-receipts', permission: 'intake.receipts', input })
export class ListReceipts extends KernelQuery<z.input<typeof input>, ReceiptsPage> {}

@QueryHandler(ListReceipts)
export class ListReceiptsHandler implements IQueryHandler<ListReceipts> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListReceipts): Promise<ReceiptsPage> {
    const { auxiliaryId, after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<{ folio: string; receipt: string }>(
      `select folio, receipt from intake.support where {visible} and auxiliary_id = $1 and folio > $2 order by folio limit $3`,
      [auxiliaryId, after ?? '', limit + 1],
      { auxiliaryId: 'auxiliary_id' },
    );
    const page = rows.slice(0, limit);
    const next = rows.length > limit ? page.at(-1)?.folio : undefined;
    return { receipts: page.map(({ receipt }) => receipt), ...(next !== undefined && { next }) };
  }
}
