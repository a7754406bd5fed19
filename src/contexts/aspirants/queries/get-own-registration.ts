import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Registration } from '../domain/registration.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';
import { decryptRegistration } from '../persistence/personal-data.js';

const input = z.object({ aspirantId: z.uuid() });

/** The data that the OPL registered about the aspirant, for the aspirant (§6.2). The read is audited. */
@QuerySpec({
  name: 'aspirants.get-own-registration',
  permission: 'aspirants.read-own',
  input,
  personalData: true,
})
export class GetOwnRegistration extends KernelQuery<z.infer<typeof input>, Registration> {}

@QueryHandler(GetOwnRegistration)
export class GetOwnRegistrationHandler implements IQueryHandler<GetOwnRegistration> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { aspirantId } }: GetOwnRegistration): Promise<Registration> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer }>(this.work, aspirantId, ', personal');
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    return decryptRegistration(this.cipher, aspirant);
  }
}
