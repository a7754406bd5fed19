import type { KeyedHash } from '../crypto/keyed-hash.js';
import type { OutboxMessage } from '../messaging/events.js';

/**
 * The key of the MAC of each message. It is in the key store, so that someone who can only write to the database cannot
 * create a message.
 */
const MESSAGE_KEY = 'outbox.message';

/** The MAC of each message: an HMAC of everything that a consumer receives. */
export function messageMacs(hash: KeyedHash, messages: readonly OutboxMessage[]): Promise<Buffer[]> {
  return hash.digestEach(
    MESSAGE_KEY,
    messages.map((message) => [messageText(message)]),
  );
}

/** This text must never change. The members are sorted, because jsonb does not keep their order. */
function messageText({ id, type, version, payload, occurredAt, correlationId, causedBy }: OutboxMessage): string {
  const cause = causedBy && [causedBy.kind, causedBy.id, causedBy.label];
  const names = [...memberNames(payload, new Set())].sort();
  return JSON.stringify([id, type, version, occurredAt, correlationId.toLowerCase(), cause ?? null, payload], names);
}

/** The names of the members of all objects in a JSON value. */
function memberNames(value: object, names: Set<string>): Set<string> {
  const isArray = Array.isArray(value);
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (!isArray) names.add(name);
    if (typeof member === 'object' && member !== null) memberNames(member, names);
  }
  return names;
}
