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

const MAX_ANNOUNCED = 2000;

/**
 * Signed receipts of everything an auxiliary captured, on any of their devices, in folio order (§8.13);
 * on the last page also the folios that they announced and that are still missing. Contains no data of citizens.
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
    const receipts = page.map(({ receipt }) => receipt);
    return next === undefined ? { receipts, announced: await this.#announcedBy(auxiliaryId) } : { receipts, next };
  }

  async #announcedBy(auxiliaryId: string): Promise<string[]> {
    const rows = await this.work.rows<{ folio: string }>(
      `select a.folio from intake.announcement a where {visible} and a.auxiliary_id = $1
         and not exists (select from intake.support s where s.integrity_code = a.integrity_code)
         and not exists (select from intake.lost_support l where l.integrity_code = a.integrity_code)
       order by a.folio limit $2`,
      [auxiliaryId, MAX_ANNOUNCED],
      { auxiliaryId: 'a.auxiliary_id' },
    );
    return rows.map(({ folio }) => folio);
  }
}
