import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ auxiliaryIds: z.array(z.uuid()).max(500) });

export interface NamedAuxiliary {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
}

/** The Id Auxiliar of many at once, for lists: those within the asker's scope, and nothing personal. */
@QuerySpec({ name: 'auxiliaries.name-auxiliaries', permission: 'auxiliaries.read', input })
export class NameAuxiliaries extends KernelQuery<z.infer<typeof input>, NamedAuxiliary[]> {}

@QueryHandler(NameAuxiliaries)
export class NameAuxiliariesHandler implements IQueryHandler<NameAuxiliaries> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { auxiliaryIds } }: NameAuxiliaries): Promise<NamedAuxiliary[]> {
    return this.work.rows<NamedAuxiliary>(
      `select id as "auxiliaryId", id_auxiliar as "idAuxiliar" from auxiliaries.auxiliary
       where id = any($1::uuid[]) and {visible}`,
      [auxiliaryIds],
      { entidad: 'entidad', aspirantId: 'aspirant_id' },
    );
  }
}
