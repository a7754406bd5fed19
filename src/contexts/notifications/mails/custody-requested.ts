import { Injectable } from '@nestjs/common';
import { oplName } from '#electoral/identifiers';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetAspirantContact } from '../../aspirants/index.js';
import { CustodyRequested, ListCustodyRequests } from '../../auxiliaries/index.js';
import { GetProcess } from '../../processes/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = CustodyRequested['payload'];

const job = systemActor('notifications.custody-requested');

/** Does not name the auxiliaries: the aspirant sees them in the portal. */
@Injectable()
@Mail({
  name: 'custody-requested',
  on: CustodyRequested,
  to: 'the aspirant',
  when: 'the OPL requests custody of the papers of their auxiliaries',
  why: '§6.7',
})
export class CustodyRequestedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ aspirantId }: Payload): Recipient[] {
    return [{ kind: 'aspirant', id: aspirantId }];
  }

  async compose([{ requestId, aspirantId, processId }]: readonly [Payload]): Promise<ComposedMail> {
    const contact = await this.dispatcher.ask(job, new GetAspirantContact({ aspirantId }));
    const { folio, displayName, email } = contact;
    const requests = await this.dispatcher.ask(job, new ListCustodyRequests({ aspirantId }));
    const request = requests.find(({ id }) => id === requestId);
    if (!request) throw new Error('the request is not among those of the aspirant');
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    return {
      to: email,
      subject: `El OPL le pide documentos de sus auxiliares · folio ${folio}`,
      data: {
        displayName,
        opl: oplName(request.entidad),
        reference: request.reference,
        one: request.auxiliaryId !== null,
        portalUrl: `${this.config.publicUrl}/portal/resguardo`,
      },
      purpose: 'custody-requested',
      practice,
      notes: [{ subject: ['aspirant', aspirantId], stream: processId }],
    };
  }
}
