import type { ActorIdentity } from '../access/actor.js';
import type { OutboxMessage } from '../messaging/events.js';

export interface OutboxRow {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: object;
  /** ISO 8601 text: see `readInstantsAsText`. */
  readonly occurred_at: string;
  readonly correlation_id: string;
  readonly caused_by: ActorIdentity | null;
  readonly attempts: number;
  /** Null: written by a release without MACs, and not adopted yet. */
  readonly mac: Buffer | null;
}

/** The columns of an {@link OutboxRow}. */
export const OUTBOX_COLUMNS = 'id, type, version, payload, occurred_at, correlation_id, caused_by, attempts, mac';

export function messageOf(row: OutboxRow): OutboxMessage {
  const { id, type, version, payload, occurred_at, correlation_id, caused_by } = row;
  const occurredAt = new Date(occurred_at);
  return { id, type, version, payload, occurredAt, correlationId: correlation_id, causedBy: caused_by ?? undefined };
}
