import { mayBeSamePerson } from '#electoral/identifiers';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AUXILIARY_COLUMNS, openRegistration, type AuxiliaryRow } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid(), name: z.string() });

/** Whether a name may be the auxiliary's; false if there is no such auxiliary. Returns no personal data. */
@QuerySpec({
  name: 'auxiliaries.is-named-as-auxiliary',
  permission: 'auxiliaries.compare-name',
  input,
  heldBy: 'system',
})
export class IsNamedAsAuxiliary extends KernelQuery<z.infer<typeof input>, boolean> {}

@QueryHandler(IsNamedAsAuxiliary)
export class IsNamedAsAuxiliaryHandler implements IQueryHandler<IsNamedAsAuxiliary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { auxiliaryId, name } }: IsNamedAsAuxiliary): Promise<boolean> {
    const [row] = await this.work.rows<AuxiliaryRow>(
      `select ${AUXILIARY_COLUMNS} from auxiliaries.auxiliary where {visible} and id = $1`,
      [auxiliaryId],
      { entidad: 'entidad', aspirantId: 'aspirant_id' },
    );
    return row !== undefined && mayBeSamePerson(name, await openRegistration(this.cipher, row));
  }
}
