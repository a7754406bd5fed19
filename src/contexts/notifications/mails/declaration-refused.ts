import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { DeclarationRefused, GetContact, GetDeclarationRefusal } from '../../accounts/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = DeclarationRefused['payload'];

const job = systemActor('notifications.declaration-refused');

/** Why the signed Declaratoria was sent back, and where to hand in another. */
@Injectable()
@Mail({
  name: 'declaration-refused',
  on: DeclarationRefused,
  to: 'the official, while pending',
  when: 'DERFE sends the signed Declaratoria back',
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
    // Suspended, closed or accepted in the meantime.
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
