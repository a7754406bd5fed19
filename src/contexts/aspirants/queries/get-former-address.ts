import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { replacedAddress } from '../persistence/access.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';

const input = z.object({ aspirantId: z.uuid(), correctionId: z.uuid() });

/** Returns the e-mail address that a correction replaced (§5.D); undefined if it replaced none. For jobs only. */
@QuerySpec({
  name: 'aspirants.get-former-address',
  permission: 'aspirants.contact',
  input,
  personalData: true,
  heldBy: 'system',
})
export class GetFormerAddress extends KernelQuery<z.infer<typeof input>, string | undefined> {}

@QueryHandler(GetFormerAddress)
export class GetFormerAddressHandler implements IQueryHandler<GetFormerAddress> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { aspirantId, correctionId } }: GetFormerAddress): Promise<string | undefined> {
    const { entidad, processId } = await findAspirant<AspirantSummary>(this.work, aspirantId);
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: processId });
    return replacedAddress(this.work, this.cipher, aspirantId, correctionId);
  }
}
