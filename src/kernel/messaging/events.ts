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
}

/** Works one message in its own transaction; the inbox row makes a second delivery a no-op. */
export interface EventConsumer<Event extends IntegrationEvent = IntegrationEvent> {
  handle(payload: Event['payload'], message: OutboxMessage): Promise<void>;
}

export interface ConsumerRegistration {
  readonly name: string;
  readonly type: string;
}

const consumers = new Map<abstract new (...args: never[]) => EventConsumer, ConsumerRegistration>();

/** Binds a consumer to an event under a stable name: the inbox remembers by it. */
export const Consumes =
  <Event extends IntegrationEvent>(event: new (payload: never) => Event, name: string) =>
  (target: new (...args: never[]) => EventConsumer<Event>): void => {
    consumers.set(target, { name, type: eventSpec(event).type });
  };

export function consumerRegistration(target: object): ConsumerRegistration | undefined {
  return consumers.get(target.constructor as new (...args: never[]) => EventConsumer);
}
