import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../kernel/crypto/keyed-hash.js';
import { randomId } from '../../kernel/crypto/random.js';
import { matchAspirantMailbox, releaseMailbox } from '../aspirants/index.js';
import { DomainError, Faults } from '../../kernel/errors/domain-error.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import {
  changesAccount,
  changesBetween,
  changesIdentity,
  correctionContext,
  type CorrectionContent,
} from './domain/corrections.js';
import { personalContext, type Registration } from './domain/registration.js';
import { IdentityCorrected } from './events/identity-corrected.js';
import { RegistrationMailRequested } from './events/registration-mail-requested.js';
import { expireConfirmations } from './persistence/account-confirmations.js';
import {
  AUXILIARY_MAILBOXES,
  claveHash,
  emailHash,
  findAuxiliary,
  lockIdSeries,
  openRegistration,
  type AuxiliaryRow,
} from './persistence/auxiliary-records.js';
import { refusesOtherAspirants } from './persistence/registration-rules.js';
import { replaceSearchHashes } from './persistence/auxiliary-search.js';
import { countMailRequest } from './persistence/mail-requests.js';

export interface Correction {
  readonly data: Registration;
  readonly reason: string;
  /** What the roll states about a new clave de elector. */
  readonly inNominalList?: boolean | undefined;
  /** Number of warnings about the corrected data, which their author confirmed. */
  readonly warnings: number;
}

/** The only writer of corrected data (§6.4). It keeps the previous values, with the reason, encrypted. */
@Injectable()
export class AuxiliaryCorrection {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
  ) {}

  /** Locks in the order of a registration: id series first, then the row. Avoids deadlocks. */
  async lock(auxiliaryId: string, processId: string): Promise<AuxiliaryRow> {
    await lockIdSeries(this.work, processId);
    const auxiliary = await findAuxiliary(this.work, auxiliaryId, true);
    if (auxiliary.status === 'discharged')
      throw new DomainError('AUXILIARIES.ALREADY_DISCHARGED', { kind: 'conflict' });
    return auxiliary;
  }

  /**
   * @param auxiliary the row that {@link lock} returned.
   * @returns the new version of the data.
   * @throws DomainError AUXILIARIES.NOTHING_CHANGED, .CORRECTION_REASON_MISSING, .EMAIL_OF_ASPIRANT,
   * .EMAIL_TAKEN, .CLAVE_TAKEN, .OTHER_ASPIRANT, .RESENDS_SPENT
   */
  async apply(auxiliary: AuxiliaryRow, { data, reason, inNominalList, warnings }: Correction): Promise<number> {
    const { id: auxiliaryId, processId } = auxiliary;
    const changes = changesBetween(await openRegistration(this.cipher, auxiliary), data);
    if (changes.length === 0) throw new DomainError('AUXILIARIES.NOTHING_CHANGED', { kind: 'conflict' });
    const hashes = {
      email: await emailHash(this.hash, data.email),
      clave: await claveHash(this.hash, data.claveElector),
    };
    const { helpsOtherAspirant, sharesMailbox } = await this.#check(auxiliary, hashes, data.email, reason);

    const at = this.clock.now();
    const accountChanges = changesAccount(changes);
    if (accountChanges) await countMailRequest(this.work, auxiliaryId, 'correction', at);
    await this.work.sql(
      `update auxiliaries.auxiliary set version = version + 1, personal = $2, email_hash = $3, email_provider = $4,
         clave_hash = $5, in_nominal_list = coalesce($6, in_nominal_list), also_of_other = $7,
         email_version = email_version + $8::boolean::int, mailbox_shared = case when email_hash = $3 then mailbox_shared else $10 end,
         sign_in_subject = case when not $8 then sign_in_subject end,
         email_bounced_at = case when not $8 then email_bounced_at end,
         email_corrected_at = case when $8 then $9 else email_corrected_at end
       where id = $1`,
      [
        auxiliaryId,
        await this.cipher.encrypt(JSON.stringify(data), personalContext(auxiliaryId)),
        hashes.email,
        data.emailProvider,
        hashes.clave,
        inNominalList ?? null,
        helpsOtherAspirant,
        accountChanges,
        at,
        sharesMailbox,
      ],
    );
    await releaseMailbox(this.work, AUXILIARY_MAILBOXES, auxiliary);
    await replaceSearchHashes(this.work, this.hash, processId, { auxiliaryId, data });
    await this.#record(auxiliary, { reason, changes }, at);
    if (accountChanges) {
      await expireConfirmations(this.work, auxiliaryId, at);
      this.work.publish(new RegistrationMailRequested({ auxiliaryId }));
    }
    if (changesIdentity(changes)) this.work.publish(new IdentityCorrected({ auxiliaryId }));
    const version = auxiliary.version + 1;
    this.work.audit({
      subject: ['auxiliary', auxiliaryId],
      stream: processId,
      details: { version, fields: changes.map(({ field }) => field).join(','), warnings },
      reason,
    });
    return version;
  }

  /** Whether the OPL's rule refuses a new clave: its owner helps another aspirant of the process and not this one. */
  async isRefused({ id, processId, aspirantId, entidad }: AuxiliaryRow, clave: Buffer): Promise<boolean> {
    const refuses = await refusesOtherAspirants(this.work, entidad);
    const others = await this.work.sql<{ own: boolean }>(
      `select aspirant_id = $2 as own from auxiliaries.auxiliary
       where process_id = $1 and id <> $3 and status <> 'discharged' and clave_hash = $4`,
      [processId, aspirantId, id, clave],
    );
    return refuses && others.length > 0 && !others.some(({ own }) => own);
  }

  /** @returns whether an active auxiliary of another aspirant has the same clave de elector, or the same mailbox. */
  async #check(
    { id, processId, aspirantId, entidad, status, emailHash: before, claveHash: claveBefore }: AuxiliaryRow,
    { email, clave }: { readonly email: Buffer; readonly clave: Buffer },
    address: string,
    reason: string,
  ): Promise<{ readonly helpsOtherAspirant: boolean; readonly sharesMailbox: boolean }> {
    const others = await this.work.sql<{ own: boolean; sameEmail: boolean; sameClave: boolean }>(
      `select aspirant_id = $2 as own, email_hash = $3 as "sameEmail", clave_hash = $4 as "sameClave"
       from auxiliaries.auxiliary
       where process_id = $1 and id <> $5 and status <> 'discharged' and (email_hash = $3 or clave_hash = $4)`,
      [processId, aspirantId, email, clave, id],
    );
    const faults = new Faults();
    const conflict = (code: string, field: string): void => {
      faults.add(code, { kind: 'conflict', field });
    };
    if (reason === '' && (status === 'enrolled' || this.work.actor.kind === 'official')) {
      faults.add('AUXILIARIES.CORRECTION_REASON_MISSING', { kind: 'invalid', field: 'reason' });
    }
    // Since the mailbox was registered, the aspirant may have changed to it.
    const [isAspirantMailbox] = await matchAspirantMailbox(this.work, this.hash, aspirantId, [address]);
    if (!email.equals(before) && isAspirantMailbox === true) conflict('AUXILIARIES.EMAIL_OF_ASPIRANT', 'email');
    // Another person may have had the mailbox since before mailboxes were compared.
    if (!email.equals(before) && others.some(({ own, sameEmail }) => own && sameEmail))
      conflict('AUXILIARIES.EMAIL_TAKEN', 'email');
    if (others.some(({ own, sameClave }) => own && sameClave)) conflict('AUXILIARIES.CLAVE_TAKEN', 'claveElector');
    const helpsOtherAspirant = others.some(({ own, sameClave }) => !own && sameClave);
    faults.throwIfAny();
    if (helpsOtherAspirant && !clave.equals(claveBefore) && (await refusesOtherAspirants(this.work, entidad))) {
      throw new DomainError('AUXILIARIES.OTHER_ASPIRANT', { kind: 'invalid', field: 'claveElector' });
    }
    return { helpsOtherAspirant, sharesMailbox: others.some(({ own, sameEmail }) => !own && sameEmail) };
  }

  async #record({ id, version }: AuxiliaryRow, content: CorrectionContent, at: Date): Promise<void> {
    const correctionId = randomId();
    await this.work.sql(
      `insert into auxiliaries.correction (id, auxiliary_id, version, fields, changes, actor_kind, actor_id, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[correctionId, id, version + 1, content.changes.map(({ field }) => field)],
        await this.cipher.encrypt(JSON.stringify(content), correctionContext(correctionId)),
        ...[this.work.actor.kind, this.work.actor.id, at],
      ],
    );
  }
}
