import { Injectable } from '@nestjs/common';
import { Consumes, type EventConsumer, type OutboxMessage } from '../../../kernel/messaging/events.js';
import { AuxiliaryRegistered } from '../events/auxiliary-registered.js';
import { RegistrationMail } from '../registration-mail.js';

/** Who was registered gets their two ids by e-mail (§6.5). */
@Injectable()
@Consumes(AuxiliaryRegistered, 'auxiliaries.send-registration')
export class SendRegistration implements EventConsumer<AuxiliaryRegistered> {
  constructor(private readonly mail: RegistrationMail) {}

  async handle({ auxiliaryId }: AuxiliaryRegistered['payload'], message: OutboxMessage): Promise<void> {
    await this.mail.send(auxiliaryId, `auxiliary-registered.${message.id}`);
  }
}
