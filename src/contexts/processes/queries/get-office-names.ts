import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ officeIds: z.array(z.uuid()).max(500) });

export interface OfficeName {
  readonly id: string;
  readonly name: string;
  readonly territory: string;
  readonly idProceso: string;
}

/** Returns the names of many offices and the codes of their processes, for lists. */
@QuerySpec({ name: 'processes.get-office-names', permission: 'processes.read', input })
export class GetOfficeNames extends KernelQuery<z.infer<typeof input>, OfficeName[]> {}

@QueryHandler(GetOfficeNames)
export class GetOfficeNamesHandler implements IQueryHandler<GetOfficeNames> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { officeIds } }: GetOfficeNames): Promise<OfficeName[]> {
    return this.work.rows<OfficeName>(
      `select o.id, o.name, o.territory, p.id_proceso as "idProceso"
       from processes.office o join processes.process p on p.id = o.process_id
       where o.id = any($1::uuid[]) and {visible}`,
      [officeIds],
      { entidad: 'p.entidad' },
    );
  }
}
