import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { AppConfig } from '../../kernel/config/config.js';
import { Views } from '../../kernel/http/views.js';
import { Mailer } from '../../kernel/mail/mailer.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { FieldCipher } from '../../kernel/crypto/field-cipher.js';
import { GetAspirant } from '../aspirants/index.js';
import { GetProcess } from '../processes/index.js';
import { displayName } from './domain/registration.js';
import { findAuxiliary, openRegistration } from './persistence/auxiliary-records.js';

/** Whom messages to auxiliaries are about, and what for (decision 42). */
export const MAIL_KIND = 'auxiliary';
export const REGISTRATION_MAIL = 'registration';

/** Sends the auxiliary what the app will ask for: Id Proceso and Id Auxiliar (§6.5). */
@Injectable()
export class RegistrationMail {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  /** @param messageId stable: a repeat after a crash is recognised as one. */
  async send(auxiliaryId: string, messageId: string): Promise<void> {
    const system = systemActor('auxiliaries.registration-mail');
    const auxiliary = await findAuxiliary(this.work, auxiliaryId);
    // Discharged in the meantime: the ids are good for nothing any more.
    if (auxiliary.status === 'discharged') return;
    const { aspirantId, processId } = auxiliary;
    const aspirant = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    const process = await this.dispatcher.ask(system, new GetProcess({ processId }));
    const personal = await openRegistration(this.cipher, auxiliary);
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
      messageId,
      practice: process.practice,
      about: { kind: MAIL_KIND, id: auxiliaryId, purpose: REGISTRATION_MAIL },
    });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId, details: { mail: 'registration' } });
  }
}
