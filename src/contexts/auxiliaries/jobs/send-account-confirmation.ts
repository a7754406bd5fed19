import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { displayName } from '../domain/registration.js';
import { AccountConfirmationDue } from '../events/account-confirmation-due.js';
import { CONFIRMATION_HOURS, issueToken } from '../persistence/account-confirmations.js';
import { findAuxiliary, openRegistration } from '../persistence/auxiliary-records.js';
import { MAIL_KIND } from '../registration-mail.js';

/** Mails the link that binds an account without an e-mail to the auxiliary who reads the registered address (§7.3). */
@Injectable()
@Consumes(AccountConfirmationDue, 'auxiliaries.send-account-confirmation')
export class SendAccountConfirmation implements EventConsumer<AccountConfirmationDue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async handle({ confirmationId }: AccountConfirmationDue['payload'], message: OutboxMessage): Promise<void> {
    const [asked] = await this.work.sql<{ auxiliaryId: string }>(
      `select auxiliary_id as "auxiliaryId" from auxiliaries.account_confirmation
       where id = $1 and confirmed_at is null`,
      [confirmationId],
    );
    if (!asked) return;
    const auxiliary = await findAuxiliary(this.work, asked.auxiliaryId);
    const { id, idAuxiliar, processId } = auxiliary;
    if (auxiliary.status === 'discharged') return;
    const personal = await openRegistration(this.cipher, auxiliary);
    const system = systemActor('auxiliaries.send-account-confirmation');
    const { practice } = await this.dispatcher.ask(system, new GetProcess({ processId }));
    const token = await issueToken(this.work, confirmationId);
    const data = {
      idAuxiliar,
      displayName: displayName(personal),
      link: `${this.config.publicUrl}/confirmar-cuenta/${token}`,
      hours: CONFIRMATION_HOURS,
    };
    await this.mailer.send({
      to: personal.email,
      subject: `Confirme su cuenta de Facebook · ${idAuxiliar}`,
      text: this.views.render('auxiliaries/account-confirmation.mail-text', data),
      html: this.views.render('auxiliaries/account-confirmation.mail', data),
      messageId: `account-confirmation.${message.id}`,
      practice,
      about: { kind: MAIL_KIND, id, purpose: 'account-confirmation' },
    });
    this.work.audit({ subject: ['auxiliary', id], stream: processId, details: { mail: 'account-confirmation' } });
  }
}
