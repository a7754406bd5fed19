import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { randomId } from '../crypto/random.js';
import { runAtOnce, type Statement } from '../database/at-once.js';
import { driverConnection } from '../database/driver-connection.js';
import { eventSpec, type IntegrationEvent } from '../messaging/events.js';

/** Where a transaction leaves what other contexts must learn; the relay takes it from there. */
@Injectable()
export class Outbox {
  #listener: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  async append(em: EntityManager, events: readonly IntegrationEvent[], correlationId: string): Promise<void> {
    await runAtOnce(await driverConnection(em), this.statements(events, correlationId));
  }

  /** The same, for whoever writes more in one round trip. */
  statements(events: readonly IntegrationEvent[], correlationId: string): Statement[] {
    if (events.length === 0) return [];
    const messages = events.map((event) => ({
      id: randomId(),
      ...eventSpec(event.constructor as never),
      payload: event.payload,
    }));
    const text = `insert into kernel.outbox_message (id, type, version, payload, occurred_at, correlation_id)
      select id, type, version, payload, $2, $3
      from jsonb_to_recordset($1::jsonb) as m (id uuid, type text, version int, payload jsonb)`;
    return [{ text, values: [JSON.stringify(messages), this.clock.now(), correlationId] }];
  }

  /** Tells the relay of this process that something was committed; polling finds it otherwise. */
  nudge(): void {
    this.#listener();
  }

  onNudge(listener: () => void): void {
    this.#listener = listener;
  }
}
