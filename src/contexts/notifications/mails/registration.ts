import { Injectable } from '@nestjs/common';
import { registrationLink } from '#electoral/wire';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { qrImage } from '../../../kernel/mail/qr-image.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetAspirant } from '../../aspirants/index.js';
import { AuxiliaryRegistered, GetAuxiliaryContact } from '../../auxiliaries/index.js';
import { findPeriodOfOffice, GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

interface Payload {
  readonly auxiliaryId: string;
}

const job = systemActor('notifications.registration');

/** Sends the Id Proceso and the Id Auxiliar that the app asks for, and a link and a QR code that fill them. */
@Injectable()
@Mail({
  name: 'registration',
  on: AuxiliaryRegistered,
  to: 'the auxiliary, unless discharged',
  when: 'they were registered',
  why: '§6.5',
})
export class RegistrationMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ auxiliaryId }: Payload): Recipient[] {
    return [{ kind: 'auxiliary', id: auxiliaryId }];
  }

  async compose([{ auxiliaryId }]: readonly [Payload, ...Payload[]]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetAuxiliaryContact({ auxiliaryId }));
    if (contact.discharged) return undefined;
    const { aspirantId, processId, idAuxiliar, displayName, emailProvider, email } = contact;
    const aspirant = await this.dispatcher.ask(job, new GetAspirant({ aspirantId }));
    const process = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const period = await findPeriodOfOffice((query) => this.dispatcher.ask(job, query), aspirant.officeId);
    const ids = { idProceso: process.idProceso, idAuxiliar };
    const link = this.config.webApp ? registrationLink(this.config.publicUrl, ids) : undefined;
    return {
      to: email,
      subject: `Alta como auxiliar · ${idAuxiliar}`,
      data: {
        displayName,
        aspirantName: aspirant.displayName,
        officeName: aspirant.officeName,
        ...ids,
        provider: emailProvider === 'google' ? 'Google' : 'Facebook',
        period,
        link,
      },
      ...(link !== undefined && { attachments: [await qrImage(link)] }),
      purpose: 'registration',
      practice: process.practice,
      notes: [{ subject: ['auxiliary', auxiliaryId], stream: processId }],
    };
  }
}
