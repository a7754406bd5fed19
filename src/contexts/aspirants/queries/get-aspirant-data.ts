import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Registration } from '../domain/registration.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';
import { decryptRegistration } from '../persistence/personal-data.js';
import { findWarnings, type StoredWarning } from '../persistence/warnings.js';

const input = z.object({ aspirantId: z.uuid() });

export interface AspirantData {
  readonly version: number;
  readonly officeId: string;
  readonly registration: Registration;
  readonly warnings: readonly StoredWarning[];
}

/** Returns the complete registration, to validate or correct it (§5.F). The read of personal data is audited. */
@QuerySpec({
  name: 'aspirants.get-aspirant-data',
  permission: 'aspirants.confirm',
  input,
  personalData: true,
  watched: 'revealed',
})
export class GetAspirantData extends KernelQuery<z.infer<typeof input>, AspirantData> {}

@QueryHandler(GetAspirantData)
export class GetAspirantDataHandler implements IQueryHandler<GetAspirantData> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { aspirantId } }: GetAspirantData): Promise<AspirantData> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer }>(this.work, aspirantId, ', personal');
    this.work.authorize({ entidad: aspirant.entidad });
    this.work.audit({ subject: ['aspirant', aspirantId], stream: aspirant.processId });
    const { version, officeId } = aspirant;
    return {
      version,
      officeId,
      registration: await decryptRegistration(this.cipher, aspirant),
      warnings: await findWarnings(this.work, aspirant),
    };
  }
}
