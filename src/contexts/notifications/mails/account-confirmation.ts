import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import {
  AccountConfirmationRequested,
  GetAuxiliaryContact,
  IssueAccountConfirmation,
} from '../../auxiliaries/index.js';
import { GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = AccountConfirmationRequested['payload'];

const job = systemActor('notifications.account-confirmation');

/** Sends a one-time link to the registered address, with which the auxiliary confirms an account that has no e-mail. */
@Injectable()
@Mail({
  name: 'account-confirmation',
  on: AccountConfirmationRequested,
  to: 'the auxiliary, unless discharged',
  when: 'someone signs in as the auxiliary with an account that has no e-mail address and is not confirmed yet',
  why: '§7.3, decision 23',
})
export class AccountConfirmationMail implements MailDefinition<Payload> {
  constructor(private readonly dispatcher: Dispatcher) {}

  recipients({ auxiliaryId }: Payload): Recipient[] {
    return [{ kind: 'auxiliary', id: auxiliaryId }];
  }

  async compose([{ confirmationId, auxiliaryId }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetAuxiliaryContact({ auxiliaryId }));
    if (contact.discharged) return undefined;
    const issued = await this.dispatcher.run(job, new IssueAccountConfirmation({ confirmationId }));
    if (!issued) return undefined;
    const { email, displayName, idAuxiliar, processId } = contact;
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    return {
      to: email,
      subject: `Confirme su cuenta de Facebook · ${idAuxiliar}`,
      data: { idAuxiliar, displayName, ...issued },
      purpose: 'account-confirmation',
      practice,
      notes: [{ subject: ['auxiliary', auxiliaryId], stream: processId }],
    };
  }
}
