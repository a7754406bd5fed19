import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActorIdentity } from '../access/actor.js';
import { Clock } from '../clock/clock.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { randomId } from '../crypto/random.js';
import { runAsOneStatement, type Statement } from '../database/combined-statement.js';
import { driverConnection } from '../database/driver-connection.js';
import { eventSpec, type IntegrationEvent } from '../messaging/events.js';
import type { PublishedEvent } from '../messaging/unit-of-work.js';
import { messageMacs } from './message-macs.js';

/** Transactional outbox: events are written in the transaction that causes them; the relay delivers them. */
@Injectable()
export class Outbox {
  #listener: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  async append(em: EntityManager, events: readonly IntegrationEvent[], correlationId: string): Promise<void> {
    await runAsOneStatement(
      await driverConnection(em),
      await this.statements(events.map((event) => ({ event, correlationId }))),
    );
  }

  /** Like {@link append}, to be combined with other statements. */
  async statements(events: readonly PublishedEvent[], causedBy?: ActorIdentity): Promise<Statement[]> {
    if (events.length === 0) return [];
    const occurredAt = this.clock.now();
    const caused_by = causedBy && { kind: causedBy.kind, id: causedBy.id, label: causedBy.label };
    const messages = events.map(({ event, correlationId, notBefore }) => ({
      id: randomId(),
      ...eventSpec(event.constructor as never),
      payload: event.payload,
      correlation_id: correlationId,
      available_at: notBefore ?? '-infinity',
      caused_by,
    }));
    const macs = await messageMacs(
      this.hash,
      messages.map(({ correlation_id, ...message }) => ({
        ...message,
        occurredAt,
        correlationId: correlation_id,
        causedBy: caused_by,
      })),
    );
    const rows = messages.map((message, index) => ({ ...message, mac: macs[index]?.toString('hex') }));
    const text = `insert into kernel.outbox_message
        (id, type, version, payload, occurred_at, correlation_id, available_at, caused_by, mac)
      select id, type, version, payload, $2, correlation_id, available_at, caused_by, decode(mac, 'hex')
      from jsonb_to_recordset($1::jsonb)
        as m (id uuid, type text, version int, payload jsonb, correlation_id uuid, available_at timestamptz, caused_by jsonb,
          mac text)`;
    return [{ text, values: [JSON.stringify(rows), occurredAt] }];
  }

  /** Notifies the relay of this process after a commit. Other relays find the message by polling. */
  wake(): void {
    this.#listener();
  }

  onWake(listener: () => void): void {
    this.#listener = listener;
  }
}
