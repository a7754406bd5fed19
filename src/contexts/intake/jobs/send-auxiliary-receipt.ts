import { Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel/access/actor.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAuxiliaryContact } from '../../auxiliaries/index.js';
import { GetProcess } from '../../processes/index.js';
import { SupportReceived } from '../events/support-received.js';

const NAME = 'intake.send-auxiliary-receipt';

/** The auxiliary's acuse de recibo (§8.13, §10.3): folio, instant and integrity code; nothing of the citizen. */
@Injectable()
@Consumes(SupportReceived, NAME)
export class SendAuxiliaryReceipt implements EventConsumer<SupportReceived> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly mailer: Mailer,
    private readonly views: Views,
  ) {}

  async handle(received: SupportReceived['payload'], message: OutboxMessage): Promise<void> {
    const { auxiliaryId, folio, receivedAt, integrityCode, supportId, processId } = received;
    const contact = await this.dispatcher.ask(systemActor(NAME), new GetAuxiliaryContact({ auxiliaryId }));
    const { practice } = await this.dispatcher.ask(systemActor(NAME), new GetProcess({ processId }));
    const data = { displayName: contact.displayName, folio, receivedAt, integrityCode };
    await this.mailer.send({
      to: contact.email,
      subject: `Acuse de recibo · folio ${folio}`,
      text: this.views.render('intake/receipt.mail-text', data),
      html: this.views.render('intake/receipt.mail', data),
      messageId: `support-received.${message.id}`,
      practice,
    });
    this.work.audit({ subject: ['support', supportId], stream: processId, details: { mail: 'auxiliary-receipt' } });
  }
}
