import { Injectable } from '@nestjs/common';
import { receiptLink } from '#electoral/wire';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetAuxiliaryContact } from '../../auxiliaries/index.js';
import { SupportReceived, type SupportFlag } from '../../intake/index.js';
import { GetProcess } from '../../processes/index.js';
import { captureNotes } from '../../verification/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = SupportReceived['payload'];

const job = systemActor('notifications.support-received');

/**
 * Sends the acuse de recibo to the auxiliary: folio, time, integrity code and what intake noted, without data of the
 * citizen.
 */
@Injectable()
@Mail({
  name: 'support-received',
  on: SupportReceived,
  to: 'the auxiliary',
  when: 'supports that they captured were received',
  why: '§8.13, §10.3, decision 9',
  digest: true,
})
export class SupportReceivedMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ auxiliaryId }: Payload): Recipient[] {
    return auxiliaryId === null ? [] : [{ kind: 'auxiliary', id: auxiliaryId }];
  }

  async compose(received: readonly [Payload, ...Payload[]], { id: auxiliaryId }: Recipient): Promise<ComposedMail> {
    const [{ processId, folio: only }] = received;
    const contact = await this.dispatcher.ask(job, new GetAuxiliaryContact({ auxiliaryId }));
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const count = received.length;
    const receipts = received.map(({ folio, receivedAt, integrityCode, flags }) => ({
      ...{ folio, receivedAt, integrityCode },
      notes: captureNotes(flags as readonly SupportFlag[]),
      link: receiptLink(this.config.publicUrl, { folio, integrityCode }),
    }));
    return {
      to: contact.email,
      subject: `Acuse de recibo · ${count > 1 ? `${count.toLocaleString('es-MX')} apoyos` : `folio ${only}`}`,
      data: { displayName: contact.displayName, many: count > 1, count, receipts },
      practice,
      notes: received.map(({ supportId }) => ({ subject: ['support', supportId], stream: processId })),
    };
  }
}
