import type { KeyedHash } from '../crypto/keyed-hash.js';
import type { OutboxMessage } from '../messaging/events.js';

/** The key of the MAC of each message. It is in the key store, so that the database cannot write a message. */
const MESSAGE_KEY = 'outbox.message';

/** The MAC of each message: an HMAC of everything that a consumer receives. */
export function messageMacs(hash: KeyedHash, messages: readonly OutboxMessage[]): Promise<Buffer[]> {
  return hash.digestEach(
    MESSAGE_KEY,
    messages.map((message) => [messageText(message)]),
  );
}

/** Never change it. */
function messageText({ id, type, version, payload, occurredAt, correlationId, causedBy }: OutboxMessage): string {
  const cause = causedBy && [causedBy.kind, causedBy.id, causedBy.label];
  // The database stores jsonb, which keeps neither the order of the members nor members without a value.
  const stored: unknown = JSON.parse(JSON.stringify(payload));
  return sortedJson([id, type, version, occurredAt.toISOString(), correlationId.toLowerCase(), cause ?? null, stored]);
}

/** A JSON value as text, with the members of each object in a fixed order. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`);
  return `{${members.join()}}`;
}
