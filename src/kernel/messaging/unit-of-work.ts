import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { requireScope } from '../access/access.js';
import type { Actor, ResourceScope } from '../access/actor.js';
import type { AuditBatch, Refusal } from '../audit/audit-log.js';
import { driverConnection } from '../database/driver-connection.js';
import { eventSpec, type IntegrationEvent } from './events.js';

export interface AuditNote {
  /** Kind and id of what was touched, e.g. `['aspirant', id]`. */
  readonly subject: readonly [kind: string, id: string];
  /** Facts of the change. Never personal data: what it was about is in the record itself. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  /** The chain this entry belongs to; one per electoral process, `system` where there is none. */
  readonly stream?: string;
  /** Whose course this belongs to, where several are worked at once. */
  readonly correlationId?: string;
  /** Who did it, where one use case works off what several actors asked for. */
  readonly by?: { readonly actor: Actor; readonly resource: ResourceScope };
}

/** An event as it goes into the outbox. */
export interface Published {
  readonly event: IntegrationEvent;
  readonly correlationId: string;
}

export interface CounterDelta {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly delta: number;
}

export interface WorkState {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly em: EntityManager;
  /** The connection of a use case that goes without the mapper (`bare`). */
  readonly bare?: pg.ClientBase | undefined;
  readonly notes: AuditNote[];
  readonly events: Published[];
  readonly deltas: CounterDelta[];
  /** Looks at personal data within the whole transaction, shared by all its use cases: they outlive its rollback. */
  readonly looks: AuditBatch[];
  /**
   * What was refused within the whole transaction, written once it has ended: an entry of its own asks for a connection
   * more, and those who each hold one and wait for another wait for ever.
   */
  readonly refusals: Refusal[];
  authorized: boolean;
  /** What was authorized, as the handler stated it. */
  resource?: ResourceScope;
}

const storage = new AsyncLocalStorage<WorkState>();

export function runInWork<T>(state: WorkState, work: () => Promise<T>): Promise<T> {
  return storage.run(state, work);
}

/** The connection that everything of a use case goes through. */
export async function connectionOf({ bare, em }: Pick<WorkState, 'bare' | 'em'>): Promise<pg.ClientBase> {
  return bare ?? driverConnection(em);
}

export function currentWork(): WorkState | undefined {
  return storage.getStore();
}

/**
 * What a handler says to the wrapper around it. Everything said here is written in the handler's own
 * transaction, or not at all.
 */
@Injectable()
export class UnitOfWork {
  get actor(): Actor {
    return this.#state().actor;
  }

  /**
   * States what the touched resource belongs to. Required in every handler before it ends:
   * a use case that never decided its scope is rolled back (denied by default).
   * @throws DomainError ACCESS.OUT_OF_SCOPE
   */
  authorize(resource: ResourceScope): void {
    const state = this.#state();
    requireScope(state.actor, resource);
    state.authorized = true;
    state.resource = resource;
  }

  /** For use cases open to anyone, or whose actor proves themselves by the input (a signature, a code). */
  authorizeByProof(): void {
    this.#state().authorized = true;
  }

  audit(note: AuditNote): void {
    this.#state().notes.push(note);
  }

  /** @param correlationId of the course that it belongs to, where several are worked at once. */
  publish(event: IntegrationEvent, correlationId?: string): void {
    eventSpec(event.constructor as never);
    const state = this.#state();
    state.events.push({ event, correlationId: correlationId ?? state.correlationId });
  }

  /** Adds to a figure of the reports; appended as a delta, folded later (no row that everyone updates). */
  count(name: string, dimensions: Readonly<Record<string, string>>, delta: number): void {
    this.#state().deltas.push({ name, dimensions, delta });
  }

  /** Runs SQL on the transaction's own connection, `$1` style parameters. */
  async sql<Row extends object = Record<string, unknown>>(
    text: string,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    const connection = await this.connection();
    const result = await connection.query<Row & pg.QueryResultRow>(text, [...params]);
    return result.rows;
  }

  /** As {@link sql}, planned once a connection: for what every record goes through. The name stands for one text for ever. */
  async prepared<Row extends object = Record<string, unknown>>(
    name: string,
    text: string,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    const connection = await this.connection();
    const result = await connection.query<Row & pg.QueryResultRow>({ name, text, values: [...params] });
    return result.rows;
  }

  /** The transaction's connection, for COPY and the like. Never released by the caller. */
  connection(): Promise<pg.ClientBase> {
    return connectionOf(this.#state());
  }

  #state(): WorkState {
    const state = storage.getStore();
    if (!state) throw new Error('outside of a command, query or consumer');
    return state;
  }
}
