import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Registration } from '../domain/registration.js';
import { findAuxiliary, openRegistration, type AuxiliaryStatus } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid() });

export interface AuxiliaryData {
  readonly version: number;
  readonly status: AuxiliaryStatus;
  readonly registration: Registration;
}

/** The complete registration of an auxiliary, to correct it (§6.4). The read of personal data is audited. */
@QuerySpec({
  name: 'auxiliaries.get-auxiliary-data',
  permission: 'auxiliaries.correct',
  input,
  personalData: true,
  watched: 'revealed',
})
export class GetAuxiliaryData extends KernelQuery<z.infer<typeof input>, AuxiliaryData> {}

@QueryHandler(GetAuxiliaryData)
export class GetAuxiliaryDataHandler implements IQueryHandler<GetAuxiliaryData> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { auxiliaryId } }: GetAuxiliaryData): Promise<AuxiliaryData> {
    const row = await findAuxiliary(this.work, auxiliaryId);
    const { entidad, aspirantId, processId, version, status } = row;
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId });
    return { version, status, registration: await openRegistration(this.cipher, row) };
  }
}
