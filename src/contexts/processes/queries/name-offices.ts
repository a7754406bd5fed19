import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ officeIds: z.array(z.uuid()).max(500) });

export interface NamedOffice {
  readonly id: string;
  readonly name: string;
  readonly territory: string;
  readonly idProceso: string;
}

/** How offices and their processes are called, many at once: for lists. */
@QuerySpec({ name: 'processes.name-offices', permission: 'processes.read', input })
export class NameOffices extends KernelQuery<z.infer<typeof input>, NamedOffice[]> {}

@QueryHandler(NameOffices)
export class NameOfficesHandler implements IQueryHandler<NameOffices> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { officeIds } }: NameOffices): Promise<NamedOffice[]> {
    return this.work.rows<NamedOffice>(
      `select o.id, o.name, o.territory, p.id_proceso as "idProceso"
       from processes.office o join processes.process p on p.id = o.process_id
       where o.id = any($1::uuid[]) and {visible}`,
      [officeIds],
      { entidad: 'p.entidad' },
    );
  }
}
