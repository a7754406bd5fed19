import type { ActorIdentity } from '../access/actor.js';

/** An integration event: what other contexts may learn of a change, through the outbox. */
export abstract class IntegrationEvent<Payload extends object = object> {
  constructor(readonly payload: Payload) {}
}

type EventClass = abstract new (...args: never[]) => IntegrationEvent;

export interface EventSpecification {
  readonly type: string;
  readonly version: number;
}

const specifications = new WeakMap<EventClass, EventSpecification>();

export const EventSpec =
  (type: string, version: number) =>
  (target: EventClass): void => {
    specifications.set(target, { type, version });
  };

export function eventSpec(event: EventClass): EventSpecification {
  const specification = specifications.get(event);
  if (!specification) throw new Error(`${event.name} has no @EventSpec`);
  return specification;
}

/** A message as the relay hands it on: at least once, in any order. */
export interface OutboxMessage {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: object;
  readonly occurredAt: Date;
  readonly correlationId: string;
  /** Whose use case it goes back to, through any number of consumers; absent when it was the system. */
  readonly causedBy?: ActorIdentity | undefined;
}

/** Works one message in its own transaction; the inbox row makes a second delivery a no-op. */
export interface EventConsumer<Event extends IntegrationEvent = IntegrationEvent> {
  handle(payload: Event['payload'], message: OutboxMessage): Promise<void>;
}

/** A message of one kind of event. */
export type MessageOf<Event extends IntegrationEvent> = OutboxMessage & { readonly payload: Event['payload'] };

/**
 * Works several messages of its event in one transaction, each of them once. Where one of them fails, the others are
 * worked without it: which messages come together, and in what order, must not matter to the outcome.
 */
export interface BatchConsumer<Event extends IntegrationEvent = IntegrationEvent> {
  handleBatch(messages: readonly MessageOf<Event>[]): Promise<void>;
}

export type AnyConsumer = EventConsumer | BatchConsumer;

export interface ConsumerRegistration {
  readonly name: string;
  readonly type: string;
  /** How many messages it takes at once. */
  readonly maxBatchSize: number;
}

/** A consumer with what it is registered under. */
export interface NamedConsumer extends ConsumerRegistration {
  readonly consumer: AnyConsumer;
}

/** A provider that makes consumers of what it finds at start, e.g. one per declared mail. */
export abstract class ConsumerSource {
  abstract consumers(): readonly NamedConsumer[];
}

const consumers = new Map<abstract new (...args: never[]) => AnyConsumer, ConsumerRegistration>();

/** Binds a consumer to an event under a stable name: the inbox remembers by it. */
export const Consumes =
  <Event extends IntegrationEvent>(event: new (payload: never) => Event, name: string) =>
  (target: new (...args: never[]) => EventConsumer<Event>): void => {
    consumers.set(target, { name, type: eventSpec(event).type, maxBatchSize: 1 });
  };

/** The same for a consumer that takes up to `most` messages at once. */
export const ConsumesInBatches =
  <Event extends IntegrationEvent>(event: new (payload: never) => Event, name: string, most: number) =>
  (target: new (...args: never[]) => BatchConsumer<Event>): void => {
    consumers.set(target, { name, type: eventSpec(event).type, maxBatchSize: most });
  };

export function consumerRegistration(target: object): ConsumerRegistration | undefined {
  return consumers.get(target.constructor as new (...args: never[]) => AnyConsumer);
}
