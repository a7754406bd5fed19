import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { AspirantConfirmed, GetAspirantContact } from '../../aspirants/index.js';
import { findPeriodOfOffice, GetOffice, GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = AspirantConfirmed['payload'];

const job = systemActor('notifications.aspirant-confirmed');

/** Sends the folio, the capture period and the address of the portal. */
@Injectable()
@Mail({
  name: 'aspirant-confirmed',
  on: AspirantConfirmed,
  to: 'the aspirant',
  when: 'their registration was confirmed',
  why: '§5.F',
})
export class AspirantConfirmedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ aspirantId }: Payload): Recipient[] {
    return [{ kind: 'aspirant', id: aspirantId }];
  }

  async compose([{ aspirantId, processId }]: readonly [Payload]): Promise<ComposedMail> {
    const contact = await this.dispatcher.ask(job, new GetAspirantContact({ aspirantId }));
    const { folio, displayName, officeId, emailProvider, email } = contact;
    const office = await this.dispatcher.ask(job, new GetOffice({ officeId }));
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const period = await findPeriodOfOffice((query) => this.dispatcher.ask(job, query), officeId);
    return {
      to: email,
      subject: `Registro confirmado · folio ${folio}`,
      data: {
        folio,
        displayName,
        officeName: office.name,
        period,
        provider: emailProvider === 'google' ? 'Google' : 'Facebook',
        portalUrl: `${this.config.publicUrl}/portal/entrar`,
      },
      purpose: 'confirmation',
      practice,
      notes: [{ subject: ['aspirant', aspirantId], stream: processId }],
    };
  }
}
