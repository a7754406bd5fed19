import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { displayName, personalContext, type Registration } from '../domain/registration.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid() });

export interface AuxiliaryContact {
  readonly email: string;
  readonly displayName: string;
  readonly idAuxiliar: string;
  readonly processId: string;
  readonly aspirantId: string;
  readonly emailProvider: 'google' | 'facebook';
  readonly discharged: boolean;
}

/** E-mail address of an auxiliary (§6.5, §10.3). For jobs only. */
@QuerySpec({
  name: 'auxiliaries.get-auxiliary-contact',
  permission: 'auxiliaries.contact',
  input,
  personalData: true,
  heldBy: 'system',
})
export class GetAuxiliaryContact extends KernelQuery<z.infer<typeof input>, AuxiliaryContact> {}

@QueryHandler(GetAuxiliaryContact)
export class GetAuxiliaryContactHandler implements IQueryHandler<GetAuxiliaryContact> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { auxiliaryId } }: GetAuxiliaryContact): Promise<AuxiliaryContact> {
    const row = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad: row.entidad, aspirantId: row.aspirantId, auxiliaryId });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: row.processId });
    const personal = JSON.parse(
      await this.cipher.decryptText(row.personal, personalContext(auxiliaryId)),
    ) as Registration;
    const { idAuxiliar, processId, aspirantId, emailProvider, status } = row;
    return {
      email: personal.email,
      displayName: displayName(personal),
      ...{ idAuxiliar, processId, aspirantId, emailProvider },
      discharged: status === 'discharged',
    };
  }
}
