import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({
  /** Cursor: the last id of the previous page. */
  after: z.uuid().optional(),
  limit: z.int().min(1).max(50).default(50),
});

/** One page of the ids of devices whose enrolment has been checked, in ascending order. */
@QuerySpec({
  name: 'devices.list-checked-devices',
  permission: 'devices.wrap-enrolment-keys',
  input,
  heldBy: 'system',
})
export class ListCheckedDevices extends KernelQuery<z.input<typeof input>, string[]> {}

@QueryHandler(ListCheckedDevices)
export class ListCheckedDevicesHandler implements IQueryHandler<ListCheckedDevices> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(query: ListCheckedDevices): Promise<string[]> {
    const { after, limit } = query.input as z.infer<typeof input>;
    const rows = await this.work.rows<{ id: string }>(
      `select d.id from devices.device d join devices.published_device p using (id)
       where {visible} and d.checked_at is not null and ($1::uuid is null or d.id > $1) order by d.id limit $2`,
      [after ?? null, limit],
      { entidad: 'p.entidad' },
    );
    return rows.map(({ id }) => id);
  }
}
