import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { DeclarationRefused, GetContact, GetDeclarationRefusal } from '../../accounts/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = DeclarationRefused['payload'];

const job = systemActor('notifications.declaration-refused');

/** Explains why the signed Declaratoria was rejected and where to upload another. */
@Injectable()
@Mail({
  name: 'declaration-refused',
  on: DeclarationRefused,
  to: 'the official, while pending',
  when: 'DERFE rejects the signed Declaratoria',
  why: '§4.4',
})
export class DeclarationRefusedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ officialId }: Payload): Recipient[] {
    return [{ kind: 'official', id: officialId }];
  }

  async compose([{ officialId, declarationId }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    const reason = await this.dispatcher.ask(job, new GetDeclarationRefusal({ declarationId }));
    // In the meantime the account was suspended or closed, or another Declaratoria was accepted.
    if (contact?.status !== 'pending' || reason === undefined) return undefined;
    return {
      to: contact.email,
      subject: 'Envíe otra vez su Declaratoria de Confidencialidad',
      data: {
        fullName: contact.fullName,
        reason,
        link: `${this.config.publicUrl}/admin/declaratoria`,
        heading: 'Su Declaratoria de Confidencialidad',
      },
      purpose: 'declaration-refused',
      notes: [{ subject: ['official', officialId] }],
    };
  }
}
