import { AdvisoryLock } from '../../../kernel/database/advisory-locks.js';
import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { CitizenReceiptDue } from '../events/citizen-receipt-due.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import { findSupport } from '../persistence/support-records.js';

/** More mails than this to one address within a day are held back: an address may be typed by a prankster. */
const DAILY_CAP = 5;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The citizen's receipt: folio, instant of reception, integrity code (§10.3). It does not name the aspirant. */
@Injectable()
@Consumes(CitizenReceiptDue, 'verification.send-citizen-receipt')
export class SendCitizenReceipt implements EventConsumer<CitizenReceiptDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly dispatcher: Dispatcher,
  ) {}

  async handle({ supportId }: CitizenReceiptDue['payload'], message: OutboxMessage): Promise<void> {
    const support = await findSupport(this.work, supportId);
    const email = await this.#addressOf(supportId);
    if (email === undefined) return;
    const emailHash = await this.hash.digest('verification.email', [email.trim().toLowerCase()]);
    // One after the other per address, or as many as arrive at once would each find the cap not yet reached.
    await this.work.lock(AdvisoryLock.MailCap, [emailHash.toString('hex')]);
    const state = (await this.#isCapped(emailHash)) ? 'capped' : 'sent';
    const first = await this.work.sql(
      `insert into verification.citizen_mail (support_id, email_hash, state, at) values ($1, $2, $3, $4)
       on conflict (support_id) do nothing returning state`,
      [supportId, emailHash, state, this.clock.now()],
    );
    if (first.length === 0) return;
    this.work.audit({ subject: ['support', supportId], stream: support.processId, details: { citizenMail: state } });
    if (state === 'capped') return;
    const { folio, receivedAt, integrityCode } = support;
    const { practice } = await this.dispatcher.ask(
      systemActor('verification.send-citizen-receipt'),
      new GetProcess({ processId: support.processId }),
    );
    const data = { folio, receivedAt, integrityCode };
    await this.mailer.send({
      to: email,
      subject: `Acuse de recibo · folio ${folio}`,
      text: this.views.render('verification/citizen-receipt.mail-text', data),
      html: this.views.render('verification/citizen-receipt.mail', data),
      messageId: `citizen-receipt.${message.id}`,
      practice,
    });
  }

  async #addressOf(supportId: string): Promise<string | undefined> {
    const [row] = await this.work.sql<{ personal: Buffer | null }>(
      `select personal from verification.support where id = $1`,
      [supportId],
    );
    if (!row?.personal) return undefined;
    const personal = await this.cipher.decryptText(row.personal, personalContext(supportId));
    return (JSON.parse(personal) as PersonalData).email;
  }

  async #isCapped(emailHash: Buffer): Promise<boolean> {
    const since = new Date(this.clock.now().getTime() - DAY_MS);
    const [row] = await this.work.sql<{ sent: number }>(
      `select count(*)::int as sent from verification.citizen_mail where email_hash = $1 and at > $2 and state = 'sent'`,
      [emailHash, since],
    );
    return (row?.sent ?? 0) >= DAILY_CAP;
  }
}
