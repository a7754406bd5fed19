import { Injectable } from '@nestjs/common';
import { mailboxOf } from '#electoral/normalise';
import { devicePrefixOf, receiptLink } from '#electoral/wire';
import { systemActor } from '../../../kernel/access/actor.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { qrImage } from '../../../kernel/mail/qr-image.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { GetProcess } from '../../processes/index.js';
import { CitizenAddressGiven, GetCitizenContact } from '../../verification/index.js';
import type { Cap } from '../caps.js';
import { Mail, type ComposedMail, type MailDefinition, type Recipient } from '../mail.js';

type Payload = CitizenAddressGiven['payload'];

const job = systemActor('notifications.citizen-receipt');

/** Limits abuse: anyone can enter another person's address. */
const PER_ADDRESS = 5;
/** More supports than one device can capture in a day. */
const PER_DEVICE = 500;
/** Covers all devices of an auxiliary, so that enrolling more devices does not raise the limit. */
const PER_AUXILIARY = 1000;

/** Sends the receipt to the citizen, with a link and a QR code to check it. The recipient id is the id of the support. */
@Injectable()
@Mail({
  name: 'citizen-receipt',
  on: CitizenAddressGiven,
  to: 'the citizen; within 24 hours at most 5 per mailbox, 500 per device and 1000 per auxiliary, later ones deferred by up to 7 days',
  when: 'their support was opened and contains an address; the e-mail does not name the aspirant',
  why: '§10.3, decision 9',
  onceOnly: true,
})
export class CitizenReceiptMail implements MailDefinition<Payload> {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly config: AppConfig,
  ) {}

  recipients({ supportId }: Payload): Recipient[] {
    return [{ kind: 'citizen', id: supportId }];
  }

  async compose([{ supportId }]: readonly [Payload]): Promise<ComposedMail | undefined> {
    const contact = await this.dispatcher.ask(job, new GetCitizenContact({ supportId }));
    if (!contact) return undefined;
    const { email, processId, auxiliaryId, folio, receivedAt, integrityCode } = contact;
    const { practice } = await this.dispatcher.ask(job, new GetProcess({ processId }));
    const link = receiptLink(this.config.publicUrl, { folio, integrityCode });
    return {
      to: email,
      subject: `Acuse de recibo · folio ${folio}`,
      data: { folio, receivedAt, integrityCode, link },
      attachments: [await qrImage(link)],
      practice,
      caps: [
        { kind: 'address', value: withoutTag(email), perDay: PER_ADDRESS },
        ...(auxiliaryId === null ? [] : capsOfApp(folio, auxiliaryId)),
      ],
      notes: [{ subject: ['support', supportId], stream: processId }],
    };
  }
}

/** Without the tag of any provider: most deliver `name+tag@…` to `name@…` (RFC 5233), and a cap may be too strict. */
const withoutTag = (email: string): string => mailboxOf(email).replace(/(?<=.)\+.*(?=@)/, '');

const capsOfApp = (folio: string, auxiliaryId: string): readonly Cap[] => [
  { kind: 'device', value: devicePrefixOf(folio), perDay: PER_DEVICE },
  { kind: 'auxiliary', value: auxiliaryId, perDay: PER_AUXILIARY },
];
