import type { ActorIdentity } from '../access/actor.js';
import type { OutageError } from '../outages/outage.js';

/** An integration event, delivered to other contexts through the outbox. */
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

/** A message as the relay delivers it: at least once, in any order. */
export interface OutboxMessage {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly payload: object;
  readonly occurredAt: Date;
  readonly correlationId: string;
  /** The actor whose use case caused it, through any number of consumers; absent if the system caused it. */
  readonly causedBy?: ActorIdentity | undefined;
}

/** Handles one message in its own transaction; the inbox row makes a second delivery a no-op. */
export interface EventConsumer<Event extends IntegrationEvent = IntegrationEvent> {
  /** The outage of a service that it needs, during which it handles nothing; undefined otherwise. */
  readonly outage?: OutageError | undefined;
  /** @throws OutageError if a service that it needs is down: the attempt does not count. */
  handle(payload: Event['payload'], message: OutboxMessage): Promise<void>;
}

/** A message with the payload of one event class. */
export type MessageOf<Event extends IntegrationEvent> = OutboxMessage & { readonly payload: Event['payload'] };

/**
 * Handles several messages of its event in one transaction, each of them once. If one fails, the others are retried
 * without it, so the result must not depend on how messages are grouped or ordered.
 */
export interface BatchConsumer<Event extends IntegrationEvent = IntegrationEvent> {
  readonly outage?: OutageError | undefined;
  handleBatch(messages: readonly MessageOf<Event>[]): Promise<void>;
}

export type AnyConsumer = EventConsumer | BatchConsumer;

export interface ConsumerRegistration {
  readonly name: string;
  readonly type: string;
  /** How many messages it handles in one transaction. */
  readonly maxBatchSize: number;
}

/** A consumer with its registration. */
export interface NamedConsumer extends ConsumerRegistration {
  readonly consumer: AnyConsumer;
}

/** A provider that creates consumers at start, e.g. one per class of e-mail. */
export abstract class ConsumerSource {
  abstract consumers(): readonly NamedConsumer[];
}

const consumers = new Map<abstract new (...args: never[]) => AnyConsumer, ConsumerRegistration>();

/** Subscribes a consumer to an event. The name must never change: the inbox stores it. */
export const Consumes =
  <Event extends IntegrationEvent>(event: new (payload: never) => Event, name: string) =>
  (target: new (...args: never[]) => EventConsumer<Event>): void => {
    consumers.set(target, { name, type: eventSpec(event).type, maxBatchSize: 1 });
  };

/** Like {@link Consumes}, for a consumer that handles several messages in one transaction. */
export const ConsumesInBatches =
  <Event extends IntegrationEvent>(event: new (payload: never) => Event, name: string, maxBatchSize: number) =>
  (target: new (...args: never[]) => BatchConsumer<Event>): void => {
    consumers.set(target, { name, type: eventSpec(event).type, maxBatchSize });
  };

export function consumerRegistration(target: object): ConsumerRegistration | undefined {
  return consumers.get(target.constructor as new (...args: never[]) => AnyConsumer);
}
