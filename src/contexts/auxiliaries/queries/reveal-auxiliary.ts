import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { REVEAL_REASONS } from '../domain/reveal-reason.js';
import { displayName } from '../domain/registration.js';
import { findAuxiliary, openRegistration } from '../persistence/auxiliary-records.js';

const input = z.object({
  auxiliaryId: z.uuid(),
  reason: z.enum(REVEAL_REASONS),
  /** Number of an oficio, file or ticket; never a name. */
  reference: z.string().trim().min(3).max(60),
});

export interface RevealedAuxiliary {
  readonly displayName: string;
  readonly fechaNacimiento: string;
  readonly email: string;
  readonly telefonoMovil: string;
  readonly claveElector: string;
  readonly curp: string;
}

/** Unmasked personal data of an auxiliary, for a stated reason. Every call is audited with its reason. */
@QuerySpec({
  name: 'auxiliaries.reveal-auxiliary',
  permission: 'auxiliaries.reveal',
  input,
  personalData: true,
  watched: 'revealed',
})
export class RevealAuxiliary extends KernelQuery<z.infer<typeof input>, RevealedAuxiliary> {}

@QueryHandler(RevealAuxiliary)
export class RevealAuxiliaryHandler implements IQueryHandler<RevealAuxiliary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { auxiliaryId, reason, reference } }: RevealAuxiliary): Promise<RevealedAuxiliary> {
    const row = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad: row.entidad });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: row.processId, details: { reason, reference } });
    const personal = await openRegistration(this.cipher, row);
    const { fechaNacimiento, email, telefonoMovil, claveElector, curp } = personal;
    return { displayName: displayName(personal), fechaNacimiento, email, telefonoMovil, claveElector, curp };
  }
}
