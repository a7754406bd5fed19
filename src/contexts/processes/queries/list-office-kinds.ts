import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { listManagedOfficeKinds, type ManagedOfficeKind } from '../persistence/office-kinds.js';

const input = z.object({});

/** Every kind of office, with the number of its offices (§5.A). */
@QuerySpec({
  name: 'processes.list-office-kinds',
  permission: 'processes.territory',
  input,
  unscoped: 'kinds of office belong to no OPL',
})
export class ListOfficeKinds extends KernelQuery<z.infer<typeof input>, ManagedOfficeKind[]> {}

@QueryHandler(ListOfficeKinds)
export class ListOfficeKindsHandler implements IQueryHandler<ListOfficeKinds> {
  constructor(private readonly work: UnitOfWork) {}

  execute(): Promise<ManagedOfficeKind[]> {
    return listManagedOfficeKinds(this.work);
  }
}
