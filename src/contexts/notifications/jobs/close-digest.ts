import { Injectable } from '@nestjs/common';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { DigestOpened } from '../events/digest-opened.js';
import { MailQueued } from '../events/mail-queued.js';

/** A longer digest is split into several e-mails, because some mail servers truncate long messages. */
const MAX_ENTRIES_PER_EMAIL = 200;

/** Decides the contents of each e-mail before it is sent, so that a repeat after a crash has the same contents. */
@Injectable()
@Consumes(DigestOpened, 'notifications.close-digest')
export class CloseDigest implements EventConsumer<DigestOpened> {
  constructor(private readonly work: UnitOfWork) {}

  async handle({ mail, recipientKind, recipientId }: DigestOpened['payload']): Promise<void> {
    const recipient = [mail, recipientKind, recipientId];
    await this.work.sql(
      `delete from notifications.digest where mail = $1 and recipient_kind = $2 and recipient_id = $3`,
      recipient,
    );
    const rows = await this.work.sql<{ id: string }>(
      `select id from notifications.message where mail = $1 and recipient_kind = $2 and recipient_id = $3
         and delivery_id is null order by occurred_at, id for update`,
      recipient,
    );
    for (let from = 0; from < rows.length; from += MAX_ENTRIES_PER_EMAIL) {
      const ids = rows.slice(from, from + MAX_ENTRIES_PER_EMAIL).map(({ id }) => id);
      const [deliveryId = ''] = ids;
      await this.work.sql(`update notifications.message set delivery_id = $2 where id = any($1::uuid[])`, [
        ids,
        deliveryId,
      ]);
      this.work.publish(new MailQueued({ deliveryId }));
    }
  }
}
