import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { displayName, personalContext, type Registration } from '../domain/registration.js';
import { AuxiliaryRegistered } from '../events/auxiliary-registered.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

/** Sends the auxiliary what the app will ask for: Id Proceso and Id Auxiliar (§6.5). */
@Injectable()
@Consumes(AuxiliaryRegistered, 'auxiliaries.send-registration')
export class SendRegistration implements EventConsumer<AuxiliaryRegistered> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  async handle({ auxiliaryId }: AuxiliaryRegistered['payload'], message: OutboxMessage): Promise<void> {
    const system = systemActor('auxiliaries.send-registration');
    const auxiliary = await findAuxiliary(this.work, auxiliaryId);
    const { aspirantId, processId } = auxiliary;
    const aspirant = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    const process = await this.dispatcher.ask(system, new GetProcess({ processId }));
    const personal = JSON.parse(
      await this.cipher.decryptText(auxiliary.personal, personalContext(auxiliaryId)),
    ) as Registration;
    const data = {
      displayName: displayName(personal),
      aspirantName: aspirant.displayName,
      officeName: aspirant.officeName,
      idProceso: process.idProceso,
      idAuxiliar: auxiliary.idAuxiliar,
      provider: auxiliary.emailProvider === 'google' ? 'Google' : 'Facebook',
      appUrl: this.config.webApp ? `${this.config.publicUrl}/app` : '',
    };
    await this.mailer.send({
      to: personal.email,
      subject: `Alta como auxiliar · ${auxiliary.idAuxiliar}`,
      text: this.views.render('auxiliaries/registration.mail-text', data),
      html: this.views.render('auxiliaries/registration.mail', data),
      messageId: `auxiliary-registered.${message.id}`,
    });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details: { mail: 'registration' } });
  }
}
