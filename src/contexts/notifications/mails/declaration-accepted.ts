import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { DeclarationAccepted, GetContact } from '../../accounts/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = DeclarationAccepted['payload'];

const job = systemActor('notifications.declaration-accepted');

@Injectable()
@Mail({
  name: 'declaration-accepted',
  on: DeclarationAccepted,
  to: 'the official, if the account is active',
  when: 'DERFE accepts the signed Declaratoria',
  why: '§4.4',
})
export class DeclarationAcceptedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ officialId }: Payload): Recipient[] {
    return [{ kind: 'official', id: officialId }];
  }

  async compose([{ officialId }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    if (!contact?.isActive) return undefined;
    const { email, fullName, account } = contact;
    return {
      to: email,
      subject: `Su cuenta ya está activa · ${account}`,
      data: { fullName, account, link: `${this.config.publicUrl}/admin` },
      purpose: 'declaration-accepted',
      notes: [{ subject: ['official', officialId] }],
    };
  }
}
