import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { MailHistory, type SentMail } from '../../../kernel/mail/mail-history.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { displayName } from '../domain/registration.js';
import { MAIL_KIND, REGISTRATION_MAIL } from '../registration-mail.js';
import { findAuxiliary, openRegistration } from '../persistence/auxiliary-records.js';
import { knownDevices, type DeviceCounts, type KnownDevice } from '../persistence/known-devices.js';
import { paperStates, type PaperState } from '../persistence/paper-records.js';
import { addressesAt } from '../persistence/sent-addresses.js';
import type { AuxiliaryView } from './list-auxiliaries-of-aspirant.js';

const input = z.object({ auxiliaryId: z.uuid() });

/** A device as shown to the aspirant. */
export type AuxiliaryDevice = Pick<KnownDevice, 'folioPrefix' | 'status' | 'enrolledAt'>;

export interface AuxiliaryDetail extends Omit<AuxiliaryView, keyof DeviceCounts | 'papers'> {
  readonly aspirantId: string;
  /** Version of the data; 1 until it is corrected. */
  readonly version: number;
  /** Last four characters. */
  readonly claveElectorEnding: string;
  readonly dischargedAt: string | null;
  /** The OPL reads it too, in the history. */
  readonly dischargeReason: string | null;
  /** Registration e-mails (§6.5) with their delivery status, newest first (decision 42). */
  readonly messages: readonly (SentMail & { readonly address: string })[];
  /** Scans that the aspirant uploaded (§6.7). */
  readonly papers: readonly PaperState[];
  /** Last transfer to the OPL; ISO 8601, UTC. */
  readonly papersTransferredAt: string | null;
  readonly devices: readonly AuxiliaryDevice[];
}

/** One auxiliary, for their aspirant (§6.1 A). Returns personal data, so every call is audited. */
@QuerySpec({ name: 'auxiliaries.get-auxiliary', permission: 'auxiliaries.read', input, personalData: true })
export class GetAuxiliary extends KernelQuery<z.infer<typeof input>, AuxiliaryDetail> {}

@QueryHandler(GetAuxiliary)
export class GetAuxiliaryHandler implements IQueryHandler<GetAuxiliary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailHistory: MailHistory,
  ) {}

  async execute({ input: { auxiliaryId } }: GetAuxiliary): Promise<AuxiliaryDetail> {
    const row = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad: row.entidad, aspirantId: row.aspirantId });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: row.processId });
    const personal = await openRegistration(this.cipher, row);
    const [discharge] = await this.work.sql<{ at: string | null; reason: string | null; transferredAt: string | null }>(
      `select discharged_at as at, (select reason from auxiliaries.status_move
         where auxiliary_id = a.id and to_status = 'discharged' order by id desc limit 1) as reason, (select max(handed_at)
         from auxiliaries.custody_handover where auxiliary_id = a.id) as "transferredAt" from auxiliaries.auxiliary a where id = $1`,
      [auxiliaryId],
    );
    const messages = await this.mailHistory.sentAbout(MAIL_KIND, auxiliaryId, REGISTRATION_MAIL);
    const instants = messages.map(({ sentAt }) => sentAt);
    const addresses = await addressesAt(this.work, this.cipher, auxiliaryId, personal.email, instants);
    return {
      auxiliaryId,
      aspirantId: row.aspirantId,
      version: row.version,
      idAuxiliar: row.idAuxiliar,
      displayName: displayName(personal),
      email: personal.email,
      emailProvider: row.emailProvider,
      telefonoMovil: personal.telefonoMovil,
      claveElectorEnding: personal.claveElector.slice(-4),
      status: row.status,
      registeredAt: row.registeredAt,
      emailBouncedAt: row.emailBouncedAt,
      dischargedAt: discharge?.at ?? null,
      dischargeReason: discharge?.reason ?? null,
      papers: await paperStates(this.work, auxiliaryId),
      papersTransferredAt: discharge?.transferredAt ?? null,
      messages: messages.map((mail, at) => ({ ...mail, address: addresses[at] ?? personal.email })),
      devices: await knownDevices(this.work, auxiliaryId),
    };
  }
}
