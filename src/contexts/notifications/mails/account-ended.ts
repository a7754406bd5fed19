import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { EmailChanged, GetAspirantContact, GetFormerAddress } from '../../aspirants/index.js';
import { GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = EmailChanged['payload'];

const job = systemActor('notifications.account-ended');

@Injectable()
@Mail({
  name: 'account-ended',
  on: EmailChanged,
  to: 'the aspirant, at the previous address',
  when: 'their sign-in account was changed',
  why: '§5.D',
})
export class AccountEndedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ aspirantId }: Payload): Recipient[] {
    return [{ kind: 'aspirant', id: aspirantId }];
  }

  async compose([{ aspirantId, processId, correctionId }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetAspirantContact({ aspirantId }));
    const previousAddress = await this.dispatcher.ask(job, new GetFormerAddress({ aspirantId, correctionId }));
    // The correction did not change the address.
    if (previousAddress === undefined || previousAddress === contact.email) return undefined;
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const { folio, displayName, emailProvider } = contact;
    return {
      to: previousAddress,
      subject: `Este correo dejó de ser su acceso · folio ${folio}`,
      data: {
        folio,
        displayName,
        provider: emailProvider === 'google' ? 'Google' : 'Facebook',
        portalUrl: `${this.config.publicUrl}/portal/entrar`,
      },
      practice,
      notes: [{ subject: ['aspirant', aspirantId], stream: processId }],
    };
  }
}
