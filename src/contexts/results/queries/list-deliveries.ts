import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_DELIVERY, type DeliveryView } from '../persistence/delivery-records.js';

const input = z.object({ processId: z.uuid().optional() });

/** Lists the deliveries in the caller's scope, newest first (§13.1). */
@QuerySpec({ name: 'results.list-deliveries', permission: 'results.read', input })
export class ListDeliveries extends KernelQuery<z.infer<typeof input>, DeliveryView[]> {}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListDeliveries): Promise<DeliveryView[]> {
    const rows = await this.work.rows<DeliveryView & { blobKey: string }>(
      `${SELECT_DELIVERY} where {visible} and ($1::uuid is null or process_id = $1)
       order by created_at desc, id`,
      [processId ?? null],
      { entidad: 'entidad' },
    );
    return rows.map(({ blobKey: _, ...view }) => view);
  }
}
