import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetProcess } from '../../processes/index.js';
import { CitizenAddressGiven, GetCitizenContact } from '../../verification/index.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = CitizenAddressGiven['payload'];

const job = systemActor('notifications.citizen-receipt');

/** An address may have been typed by a prankster. */
const PER_ADDRESS = 5;
/** More than one auxiliary can capture in a day. */
const PER_AUXILIARY = 500;

/** The recipient is the citizen of a support, known by the support. */
@Injectable()
@Mail({
  name: 'citizen-receipt',
  on: CitizenAddressGiven,
  to: 'the citizen; within 24 hours at most 5 to one address and 500 of one auxiliary',
  when: 'their support was opened and holds an address; it does not name the aspirant',
  why: '§10.3, decision 9',
  onceOnly: true,
})
export class CitizenReceiptMail implements MailDefinition<Payload> {
  constructor(private readonly dispatcher: Dispatcher) {}

  recipients({ supportId }: Payload): Recipient[] {
    return [{ kind: 'citizen', id: supportId }];
  }

  async compose([{ supportId }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetCitizenContact({ supportId }));
    if (!contact) return undefined;
    const { email, processId, auxiliaryId, folio, receivedAt, integrityCode } = contact;
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    return {
      to: email,
      subject: `Acuse de recibo · folio ${folio}`,
      data: { folio, receivedAt, integrityCode },
      practice,
      caps: [
        { kind: 'address', value: email.trim().toLowerCase(), perDay: PER_ADDRESS },
        ...(auxiliaryId === null ? [] : [{ kind: 'auxiliary' as const, value: auxiliaryId, perDay: PER_AUXILIARY }]),
      ],
      notes: [{ subject: ['support', supportId], stream: processId }],
    };
  }
}
