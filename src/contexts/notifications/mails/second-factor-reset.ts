import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetContact, SecondFactorReset } from '../../accounts/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = SecondFactorReset['payload'];

const job = systemActor('notifications.second-factor-reset');
const HEADING = 'Su segundo factor se restableció';

/** Informs the official, who may not have requested the reset. */
@Injectable()
@Mail({
  name: 'second-factor-reset',
  on: SecondFactorReset,
  to: 'the official, unless the account is closed',
  when: 'DERFE resets their second factor',
  why: 'decision 27',
})
export class SecondFactorResetMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ officialId }: Payload): Recipient[] {
    return [{ kind: 'official', id: officialId }];
  }

  async compose([{ officialId, mandatory }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    if (!contact || contact.status === 'closed') return undefined;
    const { email, fullName, account } = contact;
    return {
      to: email,
      subject: `${HEADING} · ${account}`,
      data: {
        fullName,
        account,
        mandatory,
        link: `${this.config.publicUrl}/admin/segundo-factor`,
        heading: HEADING,
      },
      purpose: 'second-factor-reset',
      notes: [{ subject: ['official', officialId] }],
    };
  }
}
