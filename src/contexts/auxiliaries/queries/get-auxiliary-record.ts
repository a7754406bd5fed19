import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { MailHistory, type SentMail } from '../../../kernel/mail/mail-history.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { matchAspirantMailbox } from '../../aspirants/index.js';
import { doubtsAmong, EMAIL_OF_ASPIRANT, type DoubtCode } from '../domain/doubts.js';
import { maskEmail } from '../domain/mask.js';
import { initials } from '../domain/name-words.js';
import { inspectRegistration } from '../domain/registration.js';
import { auxiliaryHistory, type HistoryEntry } from '../persistence/auxiliary-history.js';
import { findAuxiliary, openRegistration, type AuxiliaryStatus } from '../persistence/auxiliary-records.js';
import { helpsOtherAspirant, knownDevices, type KnownDevice } from '../persistence/known-devices.js';
import { acceptancesOf, type Acceptance } from '../persistence/duties-records.js';
import { paperStates, type PaperState } from '../persistence/paper-records.js';
import { MAIL_KIND, REGISTRATION_MAIL } from '../registration-mail.js';

const input = z.object({ auxiliaryId: z.uuid() });

/** An auxiliary as shown to officials, with masked personal data. */
export interface AuxiliaryRecord {
  readonly auxiliaryId: string;
  readonly idAuxiliar: string;
  readonly aspirantId: string;
  readonly status: AuxiliaryStatus;
  readonly initials: string;
  readonly email: string;
  readonly emailProvider: 'google' | 'facebook';
  readonly telefonoMovilEnding: string;
  readonly claveElectorEnding: string;
  readonly inNominalList: boolean;
  /** The person is also an auxiliary of another aspirant of the process. */
  readonly otherAspirant: boolean;
  /** Why the data may be those of another person. */
  readonly doubts: readonly DoubtCode[];
  readonly registeredAt: string;
  readonly emailBouncedAt: string | null;
  readonly messages: readonly SentMail[];
  readonly duties: readonly Acceptance[];
  readonly papers: readonly PaperState[];
  readonly papersTransferredAt: string | null;
  readonly devices: readonly KnownDevice[];
  readonly history: readonly HistoryEntry[];
}

/** Everything the back office shows about an auxiliary, with masked personal data (§6.4–6.9). */
@QuerySpec({ name: 'auxiliaries.get-auxiliary-record', permission: 'auxiliaries.read', input, personalData: true })
export class GetAuxiliaryRecord extends KernelQuery<z.infer<typeof input>, AuxiliaryRecord> {}

@QueryHandler(GetAuxiliaryRecord)
export class GetAuxiliaryRecordHandler implements IQueryHandler<GetAuxiliaryRecord> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly clock: Clock,
    private readonly mailHistory: MailHistory,
  ) {}

  async execute({ input: { auxiliaryId } }: GetAuxiliaryRecord): Promise<AuxiliaryRecord> {
    const row = await findAuxiliary(this.work, auxiliaryId);
    const { entidad, aspirantId, processId } = row;
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId });
    const personal = await openRegistration(this.cipher, row);
    const { warnings } = inspectRegistration(personal, this.clock.now());
    const [isAspirantMailbox] = await matchAspirantMailbox(this.work, this.hash, aspirantId, [personal.email]);
    const [transfer] = await this.work.sql<{ at: string | null }>(
      `select max(handed_at) as at from auxiliaries.custody_handover where auxiliary_id = $1`,
      [auxiliaryId],
    );
    return {
      auxiliaryId,
      idAuxiliar: row.idAuxiliar,
      aspirantId,
      status: row.status,
      initials: initials(personal),
      email: maskEmail(personal.email),
      emailProvider: row.emailProvider,
      telefonoMovilEnding: personal.telefonoMovil.slice(-2),
      claveElectorEnding: personal.claveElector.slice(-4),
      inNominalList: row.inNominalList,
      otherAspirant: await helpsOtherAspirant(this.work, auxiliaryId),
      doubts: doubtsAmong(isAspirantMailbox === true ? [...warnings, EMAIL_OF_ASPIRANT] : warnings),
      registeredAt: row.registeredAt,
      emailBouncedAt: row.emailBouncedAt,
      messages: await this.mailHistory.sentAbout(MAIL_KIND, auxiliaryId, REGISTRATION_MAIL),
      duties: await acceptancesOf(this.work, auxiliaryId),
      papers: await paperStates(this.work, auxiliaryId),
      papersTransferredAt: transfer?.at ?? null,
      devices: await knownDevices(this.work, auxiliaryId),
      history: await auxiliaryHistory(this.work, auxiliaryId),
    };
  }
}
