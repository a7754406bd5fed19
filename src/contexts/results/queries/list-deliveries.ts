import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_DELIVERY, type DeliveryView } from '../persistence/delivery-records.js';

const input = z.object({ processId: z.uuid().optional() });

/** The deliveries of the asker's entidad, newest first (§13.1). */
@QuerySpec({ name: 'results.list-deliveries', permission: 'results.read', input })
export class ListDeliveries extends KernelQuery<z.infer<typeof input>, DeliveryView[]> {}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { processId } }: ListDeliveries): Promise<DeliveryView[]> {
    const { scope } = this.work.actor;
    const entidad = scope[EVERYTHING] ?? scope['entidad'] ?? '';
    this.work.authorize({ entidad });
    const rows = await this.work.sql<DeliveryView & { blobKey: string }>(
      `${SELECT_DELIVERY} where ($1 = '*' or entidad = $1) and ($2::uuid is null or process_id = $2)
       order by created_at desc, id`,
      [entidad, processId ?? null],
    );
    return rows.map(({ blobKey: _, ...view }) => view);
  }
}
