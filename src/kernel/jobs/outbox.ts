import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActorIdentity } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { randomId } from '../crypto/random.js';
import { runAsOneStatement, type Statement } from '../database/combined-statement.js';
import { driverConnection } from '../database/driver-connection.js';
import { eventSpec, type IntegrationEvent } from '../messaging/events.js';
import type { PublishedEvent } from '../messaging/unit-of-work.js';

/** Transactional outbox: events are written in the transaction that causes them; the relay delivers them. */
@Injectable()
export class Outbox {
  #listener: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  async append(em: EntityManager, events: readonly IntegrationEvent[], correlationId: string): Promise<void> {
    await runAsOneStatement(
      await driverConnection(em),
      this.statements(events.map((event) => ({ event, correlationId }))),
    );
  }

  /** Like {@link append}, to be combined with other statements. */
  statements(events: readonly PublishedEvent[], causedBy?: ActorIdentity): Statement[] {
    if (events.length === 0) return [];
    const caused_by = causedBy && { kind: causedBy.kind, id: causedBy.id, label: causedBy.label };
    const messages = events.map(({ event, correlationId, notBefore }) => ({
      id: randomId(),
      ...eventSpec(event.constructor as never),
      payload: event.payload,
      correlation_id: correlationId,
      available_at: notBefore ?? '-infinity',
      caused_by,
    }));
    const text = `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id, available_at, caused_by)
      select id, type, version, payload, $2, correlation_id, available_at, caused_by
      from jsonb_to_recordset($1::jsonb)
        as m (id uuid, type text, version int, payload jsonb, correlation_id uuid, available_at timestamptz, caused_by jsonb)`;
    return [{ text, values: [JSON.stringify(messages), this.clock.now()] }];
  }

  /** Notifies the relay of this process after a commit. Other relays find the message by polling. */
  wake(): void {
    this.#listener();
  }

  onWake(listener: () => void): void {
    this.#listener = listener;
  }
}
