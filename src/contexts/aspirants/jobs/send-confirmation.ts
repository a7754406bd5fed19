import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetOffice, GetProcess } from '../../processes/index.js';
import { AspirantConfirmed } from '../events/aspirant-confirmed.js';
import { findAspirant, type AspirantSummary } from '../persistence/aspirant-records.js';
import { openRegistration } from '../persistence/personal-data.js';

/** Tells the aspirant that the registration stands, with the folio and the way in (§5.F). */
@Injectable()
@Consumes(AspirantConfirmed, 'aspirants.send-confirmation')
export class SendConfirmation implements EventConsumer<AspirantConfirmed> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async handle({ aspirantId }: AspirantConfirmed['payload'], message: OutboxMessage): Promise<void> {
    const aspirant = await findAspirant<AspirantSummary & { personal: Buffer }>(this.work, aspirantId, ', personal');
    const office = await this.dispatcher.ask(
      systemActor('aspirants.send-confirmation'),
      new GetOffice({ officeId: aspirant.officeId }),
    );
    const { practice } = await this.dispatcher.ask(
      systemActor('aspirants.send-confirmation'),
      new GetProcess({ processId: aspirant.processId }),
    );
    const { email } = await openRegistration(this.cipher, aspirant);
    const data = {
      folio: aspirant.folio,
      displayName: aspirant.displayName,
      officeName: office.name,
      provider: aspirant.emailProvider === 'google' ? 'Google' : 'Facebook',
      portalUrl: `${this.config.publicUrl}/portal/entrar`,
    };
    await this.mailer.send({
      to: email,
      subject: `Registro confirmado · folio ${aspirant.folio}`,
      text: this.views.render('aspirants/confirmation.mail-text', data),
      html: this.views.render('aspirants/confirmation.mail', data),
      messageId: `aspirant-confirmed.${message.id}`,
      practice,
      about: { kind: 'aspirant', id: aspirantId, purpose: 'confirmation' },
    });
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { mail: 'confirmation' },
    });
  }
}
