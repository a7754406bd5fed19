import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
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
    const { scope } = this.work.actor;
    const within = scope[EVERYTHING] ?? scope['entidad'] ?? '';
    this.work.authorize({ ...scope, entidad: within });
    return this.work.sql<NamedOffice>(
      `select o.id, o.name, o.territory, p.id_proceso as "idProceso"
       from processes.office o join processes.process p on p.id = o.process_id
       where o.id = any($1::uuid[]) and ($2 = '*' or p.entidad = $2)`,
      [officeIds, within],
    );
  }
}
