import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock/clock.js';
import { Views } from '../../../kernel/http/views.js';
import { Mailer } from '../../../kernel/mail/mailer.js';
import { Consumes, type EventConsumer } from '../../../kernel/messaging/events.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { OutageError } from '../../../kernel/outages/outage.js';
import { Caps } from '../caps.js';
import { MailQueued } from '../events/mail-queued.js';
import type { ComposedMail, MailSpec, Recipient } from '../mail.js';
import { MailRegistry } from '../mail-registry.js';

interface Row {
  readonly id: string;
  readonly mail: string;
  readonly kind: Recipient['kind'];
  readonly recipientId: string;
  readonly payload: object;
  /** When its caps allow it to be sent; null until they have been checked. */
  readonly sendAt: string | null;
}

/**
 * Sends one e-mail to one recipient. If the process is killed after the mail server accepts the e-mail and before the
 * commit, the e-mail is sent again with the same contents and Message-ID: at most one repeat per kill.
 */
@Injectable()
@Consumes(MailQueued, 'notifications.deliver')
export class DeliverMail implements EventConsumer<MailQueued> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly registry: MailRegistry,
    private readonly caps: Caps,
    private readonly mailer: Mailer,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  /** While the mail server is down, mail stays queued and nothing is composed. */
  get outage(): OutageError | undefined {
    return this.mailer.outage;
  }

  async handle({ deliveryId }: MailQueued['payload']): Promise<void> {
    const rows = await this.work.sql<Row>(
      `select id, mail, recipient_kind as kind, recipient_id as "recipientId", payload, send_at as "sendAt"
       from notifications.message
       where delivery_id = $1 and state = 'waiting' order by occurred_at, id for update`,
      [deliveryId],
    );
    const [first, ...others] = rows;
    if (!first) return;
    const { mail, kind, recipientId: id } = first;
    const recipient = { kind, id };
    const payloads = [first.payload, ...others.map(({ payload }) => payload)] as const;
    const { definition, spec } = this.registry.get(mail);
    const composed = await definition.compose([...payloads], recipient);
    const state = composed ? await this.#sendWithinCaps(composed, spec, first, deliveryId) : 'obsolete';
    if (state === 'deferred') return;
    await this.work.sql(
      `update notifications.message set state = $2, settled_at = $3, payload = null where id = any($1::uuid[])`,
      [rows.map((row) => row.id), state, this.clock.now()],
    );
    for (const note of composed?.notes ?? []) {
      this.work.audit({ ...note, details: { ...note.details, mail, ...(state === 'withheld' && { state }) } });
    }
  }

  async #sendWithinCaps(
    composed: ComposedMail,
    spec: MailSpec,
    first: Row,
    deliveryId: string,
  ): Promise<'sent' | 'withheld' | 'deferred'> {
    const now = this.clock.now();
    const sendAt = first.sendAt ? new Date(first.sendAt) : await this.caps.reserve(first.mail, composed.caps ?? []);
    if (!sendAt) return 'withheld';
    if (sendAt > now) {
      await this.#defer(deliveryId, sendAt);
      return 'deferred';
    }
    await this.#send(composed, spec, deliveryId, { kind: first.kind, id: first.recipientId });
    return 'sent';
  }

  /** Also needed if the e-mail was deferred before: the clock of the relay that queued it may be ahead of this one. */
  async #defer(deliveryId: string, sendAt: Date): Promise<void> {
    await this.work.sql(`update notifications.message set send_at = $2 where delivery_id = $1 and state = 'waiting'`, [
      deliveryId,
      sendAt,
    ]);
    this.work.publish(new MailQueued({ deliveryId }), undefined, sendAt);
  }

  async #send(
    { to, subject, data, purpose, practice, attachments }: ComposedMail,
    { name, template }: MailSpec,
    deliveryId: string,
    { kind, id }: Recipient,
  ): Promise<void> {
    await this.mailer.send({
      to,
      subject,
      text: this.views.render(`notifications/${template}.mail-text`, data),
      html: this.views.render(`notifications/${template}.mail`, data),
      messageId: `${name}.${deliveryId}`,
      ...(practice !== undefined && { practice }),
      ...(purpose !== undefined && { about: { kind, id, purpose } }),
      ...(attachments !== undefined && { attachments }),
    });
  }
}
