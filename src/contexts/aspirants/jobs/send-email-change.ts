import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Sessions } from '../../../kernel/http/sessions.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { correctionContext, type CorrectionContent } from '../domain/corrections.js';
import { EmailChanged } from '../events/email-changed.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';
import { openRegistration } from '../persistence/personal-data.js';

/**
 * The account an aspirant signs in with was changed (§5.D): the sessions of the former one end, the new address learns the
 * way in, and the former one that it is no longer the way in.
 */
@Injectable()
@Consumes(EmailChanged, 'aspirants.send-email-change')
export class SendEmailChange implements EventConsumer<EmailChanged> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly sessions: Sessions,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async handle({ aspirantId, correctionId }: EmailChanged['payload'], message: OutboxMessage): Promise<void> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer }>(this.work, aspirantId, ', personal');
    const { practice } = await this.dispatcher.ask(
      systemActor('aspirants.send-email-change'),
      new GetProcess({ processId: aspirant.processId }),
    );
    const { email } = await openRegistration(this.cipher, aspirant);
    const former = await this.#formerAddress(correctionId);
    await this.sessions.endAll(aspirantId);
    const data = {
      folio: aspirant.folio,
      displayName: aspirant.displayName,
      provider: aspirant.emailProvider === 'google' ? 'Google' : 'Facebook',
      portalUrl: `${this.config.publicUrl}/portal/entrar`,
    };
    await this.mailer.send({
      to: email,
      subject: `Cuenta de acceso cambiada · folio ${aspirant.folio}`,
      text: this.views.render('aspirants/account-changed.mail-text', data),
      html: this.views.render('aspirants/account-changed.mail', data),
      about: { kind: 'aspirant', id: aspirantId, purpose: 'account-changed' },
      messageId: `aspirant-account-changed.${message.id}`,
      practice,
    });
    if (former !== undefined && former !== email) {
      await this.mailer.send({
        to: former,
        subject: `Este correo dejó de ser su acceso · folio ${aspirant.folio}`,
        text: this.views.render('aspirants/account-ended.mail-text', data),
        html: this.views.render('aspirants/account-ended.mail', data),
        messageId: `aspirant-account-ended.${message.id}`,
        practice,
      });
    }
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { mail: 'account-changed' },
    });
  }

  /** Undefined when only the kind of account was changed. */
  async #formerAddress(correctionId: string): Promise<string | undefined> {
    const [row] = await this.work.sql<{ changes: Buffer }>('select changes from aspirants.correction where id = $1', [
      correctionId,
    ]);
    if (!row) throw new Error('the correction was kept with the event');
    const text = await this.cipher.decryptText(row.changes, correctionContext(correctionId));
    const { changes } = JSON.parse(text) as CorrectionContent;
    return changes.find(({ field }) => field === 'email')?.from;
  }
}
