import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import { findSupport } from '../persistence/support-records.js';

const input = z.object({ supportId: z.uuid() });

export interface CitizenContact {
  readonly email: string;
  readonly processId: string;
  readonly auxiliaryId: string | null;
  readonly folio: string;
  readonly receivedAt: Date;
  readonly integrityCode: string;
}

/** E-mail address for the citizen's receipt (§10.3); undefined if none was given. For jobs only. */
@QuerySpec({
  name: 'verification.get-citizen-contact',
  permission: 'verification.contact',
  input,
  personalData: true,
  heldBy: 'system',
})
export class GetCitizenContact extends KernelQuery<z.infer<typeof input>, CitizenContact | undefined> {}

@QueryHandler(GetCitizenContact)
export class GetCitizenContactHandler implements IQueryHandler<GetCitizenContact> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { supportId } }: GetCitizenContact): Promise<CitizenContact | undefined> {
    const { entidad, aspirantId, processId, auxiliaryId, folio, receivedAt, integrityCode } = await findSupport(
      this.work,
      supportId,
    );
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['support', supportId], stream: processId });
    const [row] = await this.work.sql<{ personal: Buffer | null }>(
      `select personal from verification.support where id = $1`,
      [supportId],
    );
    if (!row?.personal) return undefined;
    const personal = await this.cipher.decryptText(row.personal, personalContext(supportId));
    const { email } = JSON.parse(personal) as PersonalData;
    return email === undefined ? undefined : { email, processId, auxiliaryId, folio, receivedAt, integrityCode };
  }
}
