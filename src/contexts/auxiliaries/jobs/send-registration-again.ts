import { Injectable } from '@nestjs/common';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { RegistrationMailDue } from '../events/registration-mail-due.js';
import { RegistrationMail } from '../registration-mail.js';

/** The same e-mail once more, asked for or to a corrected address (§6.5). */
@Injectable()
@Consumes(RegistrationMailDue, 'auxiliaries.send-registration-again')
export class SendRegistrationAgain implements EventConsumer<RegistrationMailDue> {
  constructor(private readonly mail: RegistrationMail) {}

  async handle({ auxiliaryId }: RegistrationMailDue['payload'], message: OutboxMessage): Promise<void> {
    await this.mail.send(auxiliaryId, `registration-mail-due.${message.id}`);
  }
}
