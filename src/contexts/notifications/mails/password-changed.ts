import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, PasswordChanged } from '../../accounts/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = PasswordChanged['payload'];

const job = systemActor('notifications.password-changed');

@Injectable()
@Mail({
  name: 'password-changed',
  on: PasswordChanged,
  to: 'the official, unless the account is closed',
  when: 'their password was replaced; not when it was set for the first time',
  why: 'decision 27',
})
export class PasswordChangedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ officialId }: Payload): Recipient[] {
    return [{ kind: 'official', id: officialId }];
  }

  async compose([{ officialId, at }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    if (!contact || contact.status === 'closed') return undefined;
    const { email, fullName, account } = contact;
    return {
      to: email,
      subject: `Cambió su contraseña · ${account}`,
      data: { fullName, account, at, link: `${this.config.publicUrl}/admin/contrasena` },
      purpose: 'password-changed',
      notes: [{ subject: ['official', officialId] }],
    };
  }
}
