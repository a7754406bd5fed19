import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const input = z.object({ auxiliaryIds: z.array(z.uuid()).max(500) });

export interface AuxiliaryName {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
}

/** Id Auxiliar of each given auxiliary within the caller's scope, for lists. Contains no personal data. */
@QuerySpec({ name: 'auxiliaries.get-auxiliary-names', permission: 'auxiliaries.read', input })
export class GetAuxiliaryNames extends KernelQuery<z.infer<typeof input>, AuxiliaryName[]> {}

@QueryHandler(GetAuxiliaryNames)
export class GetAuxiliaryNamesHandler implements IQueryHandler<GetAuxiliaryNames> {
  constructor(private readonly work: UnitOfWork) {}

  async execute({ input: { auxiliaryIds } }: GetAuxiliaryNames): Promise<AuxiliaryName[]> {
    return this.work.rows<AuxiliaryName>(
      `select id as "auxiliaryId", id_auxiliar as "idAuxiliar" from auxiliaries.auxiliary
       where id = any($1::uuid[]) and {visible}`,
      [auxiliaryIds],
      { entidad: 'entidad', aspirantId: 'aspirant_id' },
    );
  }
}
