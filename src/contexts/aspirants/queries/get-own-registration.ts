import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { maskWords } from '#electoral/identifiers';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Registration } from '../domain/registration.js';
import { addressInForce } from '../persistence/access.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';
import { decryptRegistration } from '../persistence/personal-data.js';

/** Data that are masked until the aspirant asks for one of them. */
export const MASKED_FIELDS = [
  'fechaNacimiento',
  'telefonoDomicilio',
  'telefonoOficina',
  'telefonoMovil',
  'claveElector',
  'cic',
  'identificadorCiudadano',
  'ocr',
] as const satisfies readonly (keyof Registration)[];
type MaskedField = (typeof MASKED_FIELDS)[number];

const input = z.object({ aspirantId: z.uuid(), reveal: z.enum(MASKED_FIELDS).optional() });

export interface OwnRegistration {
  /** Masked, except for the field to reveal. */
  readonly registration: Registration;
  /** The account was corrected and comes into force once the sheet is signed (§5.D). */
  readonly accessPending: boolean;
}

/**
 * The data that the OPL registered about the aspirant, for the aspirant (§6.2). The read is audited. A corrected
 * sign-in address is not shown until its sheet is signed, because someone else may control the account in force.
 */
@QuerySpec({
  name: 'aspirants.get-own-registration',
  permission: 'aspirants.read-own',
  input,
  personalData: true,
})
export class GetOwnRegistration extends KernelQuery<z.infer<typeof input>, OwnRegistration> {}

@QueryHandler(GetOwnRegistration)
export class GetOwnRegistrationHandler implements IQueryHandler<GetOwnRegistration> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { aspirantId, reveal } }: GetOwnRegistration): Promise<OwnRegistration> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer; pendingCorrectionId: string | null }>(
      this.work,
      aspirantId,
      ', personal, pending_correction_id as "pendingCorrectionId"',
    );
    this.work.authorize({ entidad: aspirant.entidad, aspirantId });
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { ...(reveal !== undefined && { revealedField: reveal }) },
    });
    const registered = await decryptRegistration(this.cipher, aspirant);
    const email = await addressInForce(this.work, this.cipher, aspirant, registered.email);
    const registration = { ...registered, email, emailProvider: aspirant.emailProvider };
    for (const field of MASKED_FIELDS) {
      if (field !== reveal) registration[field] = maskField(field, registration[field]);
    }
    return { registration, accessPending: aspirant.pendingCorrectionId !== null };
  }
}

function maskField(field: MaskedField, value: string): string {
  return field === 'fechaNacimiento' ? value.replaceAll(/\d/g, '•') : maskWords(value);
}
