import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { AccessLinkRequested, GetContact, IssueAccessLink } from '../../accounts/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = AccessLinkRequested['payload'];

const job = systemActor('notifications.access-link');
const HOURS = { 'new-account': 72, forgotten: 1 } as const;

/** Sends the account name and a one-time link to set the password to the institutional address. */
@Injectable()
@Mail({
  name: 'access-link',
  on: AccessLinkRequested,
  to: 'the official, pending or active',
  when: 'an account was created, or its password was forgotten',
  why: '§4.4, decision 27',
})
export class AccessLinkMail implements MailDefinition<Payload> {
  constructor(private readonly dispatcher: Dispatcher) {}

  recipients({ officialId }: Payload): Recipient[] {
    return [{ kind: 'official', id: officialId }];
  }

  async compose([{ officialId, reason }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetContact({ officialId }));
    // The account was suspended or closed in the meantime.
    if (!contact || (contact.status !== 'pending' && contact.status !== 'active')) return undefined;
    const hours = HOURS[reason];
    const isNew = reason === 'new-account';
    // The address may have been corrected since the contact was read; this one is as current as the link.
    const { link, email } = await this.dispatcher.run(job, new IssueAccessLink({ accountId: officialId, hours }));
    const { account, fullName, status } = contact;
    const heading = isNew ? 'Su cuenta de acceso' : 'Cambio de su contraseña';
    return {
      to: email,
      subject: isNew ? `${heading} · ${account}` : heading,
      data: {
        fullName,
        account,
        link,
        isNew,
        heading,
        awaitsDeclaration: status === 'pending',
        term: hours === 1 ? '1 hora' : `${String(hours)} horas`,
      },
      purpose: reason,
      notes: [{ subject: ['official', officialId] }],
    };
  }
}
