import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { authorizePublished, findOffice, type OfficeView } from '../persistence/process-records.js';

const input = z.object({ officeId: z.uuid() });

/** Returns an office of a process (§5.1). */
@QuerySpec({ name: 'processes.get-office', permission: PUBLIC, input })
export class GetOffice extends KernelQuery<z.infer<typeof input>, OfficeView> {}

@QueryHandler(GetOffice)
export class GetOfficeHandler implements IQueryHandler<GetOffice> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { officeId } }: GetOffice): Promise<OfficeView> {
    const office = await findOffice(this.work, officeId);
    authorizePublished(this.work, office.entidad);
    return office;
  }
}
