import { Injectable } from '@nestjs/common';
import { Sessions } from '../../../kernel/http/sessions.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { EmailChanged } from '../events/email-changed.js';

/** Ends all sessions of an aspirant whose sign-in account changed (§5.D). */
@Injectable()
@Consumes(EmailChanged, 'aspirants.end-sessions')
export class EndSessions implements EventConsumer<EmailChanged> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly sessions: Sessions,
  ) {}

  async handle({ aspirantId, processId }: EmailChanged['payload']): Promise<void> {
    await this.sessions.endAll(aspirantId);
    this.work.audit({ subject: ['aspirant', aspirantId], stream: processId });
  }
}
