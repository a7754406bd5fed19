import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { EmailChanged, GetAspirantContact } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = EmailChanged['payload'];

const job = systemActor('notifications.account-changed');

@Injectable()
@Mail({
  name: 'account-changed',
  on: EmailChanged,
  to: 'the aspirant, at the new address',
  when: 'their sign-in account was changed',
  why: '§5.D',
})
export class AccountChangedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ aspirantId }: Payload): Recipient[] {
    return [{ kind: 'aspirant', id: aspirantId }];
  }

  async compose([{ aspirantId, processId }]: readonly [Payload]): Promise<ComposedMail> {
    const contact = await this.dispatcher.ask(job, new GetAspirantContact({ aspirantId }));
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const { folio, displayName, emailProvider } = contact;
    return {
      to: contact.email,
      subject: `Cuenta de acceso cambiada · folio ${folio}`,
      data: {
        folio,
        displayName,
        provider: emailProvider === 'google' ? 'Google' : 'Facebook',
        portalUrl: `${this.config.publicUrl}/portal/entrar`,
      },
      purpose: 'account-changed',
      practice,
      notes: [{ subject: ['aspirant', aspirantId], stream: processId }],
    };
  }
}
