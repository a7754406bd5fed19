import { Injectable } from '@nestjs/common';
import { MailBounced } from '../../../kernel/mail/mail-bounced.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { MAIL_KIND } from '../registration-mail.js';

/** Marks the auxiliary whose e-mail bounced, unless the address has been corrected since (decision 42). */
@Injectable()
@Consumes(MailBounced, 'auxiliaries.note-bounce')
export class RecordMailBounce implements EventConsumer<MailBounced> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ subjectKind, subjectId, action, sentAt, happenedAt }: MailBounced['payload']): Promise<void> {
    if (subjectKind !== MAIL_KIND || action !== 'failed') return;
    const [marked] = await this.work.sql<{ processId: string }>(
      `update auxiliaries.auxiliary set email_bounced_at = greatest(email_bounced_at, $2)
       where id = $1 and (email_corrected_at is null or email_corrected_at <= $3) returning process_id as "processId"`,
      [subjectId, happenedAt, sentAt],
    );
    if (marked) this.work.audit({ subject: ['auxiliary', subjectId], stream: marked.processId });
  }
}
