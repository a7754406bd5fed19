import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { addressInForce } from '../persistence/access.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';
import { decryptRegistration } from '../persistence/personal-data.js';

const input = z.object({ aspirantId: z.uuid() });

export interface AspirantContact {
  readonly email: string;
  readonly displayName: string;
  readonly folio: string;
  readonly officeId: string;
  readonly emailProvider: AspirantSummary['emailProvider'];
}

/** Returns the e-mail address with which an aspirant signs in (§5.D). For jobs only. */
@QuerySpec({
  name: 'aspirants.get-aspirant-contact',
  permission: 'aspirants.contact',
  input,
  personalData: true,
  heldBy: 'system',
})
export class GetAspirantContact extends KernelQuery<z.infer<typeof input>, AspirantContact> {}

@QueryHandler(GetAspirantContact)
export class GetAspirantContactHandler implements IQueryHandler<GetAspirantContact> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { aspirantId } }: GetAspirantContact): Promise<AspirantContact> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer; pendingCorrectionId: string | null }>(
      this.work,
      aspirantId,
      ', personal, pending_correction_id as "pendingCorrectionId"',
    );
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    const corrected = (await decryptRegistration(this.cipher, aspirant)).email;
    const email = await addressInForce(this.work, this.cipher, aspirant, corrected);
    const { displayName, folio, officeId, emailProvider } = aspirant;
    return { email, displayName, folio, officeId, emailProvider };
  }
}
