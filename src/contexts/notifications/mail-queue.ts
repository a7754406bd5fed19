import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { AppConfig } from '../../kernel/config/config.js';
import { randomId } from '../../kernel/crypto/random.js';
import type { OutboxMessage } from '../../kernel/messaging/events.js';
import { UnitOfWork } from '../../kernel/messaging/unit-of-work.js';
import { DigestOpened } from './events/digest-opened.js';
import { MailQueued } from './events/mail-queued.js';
import type { MailDefinition, MailSpec, Recipient } from './mail.js';

interface Row {
  readonly id: string;
  readonly event_message_id: string;
  readonly recipient_kind: Recipient['kind'];
  readonly recipient_id: string;
  readonly payload: object;
  readonly occurred_at: Date;
  readonly correlation_id: string;
  readonly delivery_id: string | null;
}

/** The e-mails to send: rows of `notifications.message`, one per event message, mail and recipient. */
@Injectable()
export class MailQueue {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async add(spec: MailSpec, definition: MailDefinition, messages: readonly OutboxMessage[]): Promise<void> {
    const isDigest = spec.digest && this.config.mailDigestSeconds > 0;
    const rows: Row[] = [];
    for (const { id: eventMessageId, payload, occurredAt, correlationId } of messages) {
      for (const { kind, id: recipientId } of await definition.recipients(payload)) {
        const id = randomId();
        rows.push({
          id,
          event_message_id: eventMessageId,
          recipient_kind: kind,
          recipient_id: recipientId,
          payload,
          occurred_at: occurredAt,
          correlation_id: correlationId,
          delivery_id: isDigest ? null : id,
        });
      }
    }
    const added = await this.#insert(spec, rows);
    if (isDigest) await this.#openDigests(spec.name, added);
    else for (const row of added) this.work.publish(new MailQueued({ deliveryId: row.id }), row.correlation_id);
  }

  /** @returns the rows that did not exist before. */
  async #insert({ name, onceOnly }: MailSpec, rows: readonly Row[]): Promise<Row[]> {
    if (rows.length === 0) return [];
    const inserted = await this.work.sql<{ id: string }>(
      `insert into notifications.message (id, event_message_id, mail, recipient_kind, recipient_id, once_only, payload,
         occurred_at, correlation_id, delivery_id)
       select id, event_message_id, $1, recipient_kind, recipient_id, $2, payload, occurred_at, correlation_id, delivery_id
       from jsonb_to_recordset($3::jsonb) as r (id uuid, event_message_id uuid, recipient_kind text, recipient_id text,
         payload jsonb, occurred_at timestamptz, correlation_id uuid, delivery_id uuid)
       on conflict do nothing returning id`,
      [name, onceOnly, JSON.stringify(rows)],
    );
    const ids = new Set(inserted.map(({ id }) => id));
    return rows.filter(({ id }) => ids.has(id));
  }

  /** An open digest keeps its closing time. The upsert locks its row, so that it cannot close before this commit. */
  async #openDigests(mail: string, rows: readonly Row[]): Promise<void> {
    const closesAt = new Date(this.clock.now().getTime() + this.config.mailDigestSeconds * 1000);
    const byRecipient = new Map(rows.map((row) => [`${row.recipient_kind} ${row.recipient_id}`, row]));
    // Sorted to avoid deadlocks.
    for (const [, row] of [...byRecipient].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { recipient_kind: recipientKind, recipient_id: recipientId } = row;
      const [digest] = await this.work.sql<{ opened: boolean }>(
        `insert into notifications.digest (mail, recipient_kind, recipient_id, closes_at) values ($1, $2, $3, $4)
         on conflict (mail, recipient_kind, recipient_id) do update set closes_at = digest.closes_at
         returning xmax = 0 as opened`,
        [mail, recipientKind, recipientId, closesAt],
      );
      if (digest?.opened !== true) continue;
      this.work.publish(new DigestOpened({ mail, recipientKind, recipientId }), row.correlation_id, closesAt);
    }
  }
}
