import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { requireScope } from '../access/access.js';
import { EVERYTHING, TERRITORY, type Actor, type ActorIdentity, type ResourceScope } from '../access/actor.js';
import type { QueryReads } from '../access/query-reads.js';
import { visibleDimensions, visibleStatement, type Dimensions, type VisibleBy } from '../access/visibility.js';
import type { AuditBatch, Refusal } from '../audit/audit-log.js';
import { readCounter, sumCounter, type CounterReading } from '../counters/read-counter.js';
import { takeLocks, type AdvisoryLock } from '../database/advisory-locks.js';
import { driverConnection } from '../database/driver-connection.js';
import type { LongJobClass, LongJobStart, StartedLongJob } from '../long-jobs/long-job-decorator.js';
import { startLongJob } from '../long-jobs/start-long-job.js';
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
export interface PublishedEvent {
  readonly event: IntegrationEvent;
  readonly correlationId: string;
  /** Its consumers get it at this time or later; absent: at once. */
  readonly notBefore?: Date | undefined;
}

export interface CounterDelta {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly delta: number;
}

export interface WorkState {
  readonly actor: Actor;
  readonly correlationId: string;
  /** Id of the account that a job works for. */
  readonly onBehalfOf?: string | undefined;
  /** Who caused this work: the actor, or for the system's own work whoever caused the message it works on. */
  readonly causedBy?: ActorIdentity | undefined;
  readonly em: EntityManager;
  /** The connection of a use case that goes without the mapper (`bare`). */
  readonly rawConnection?: pg.ClientBase | undefined;
  readonly notes: AuditNote[];
  readonly events: PublishedEvent[];
  readonly deltas: CounterDelta[];
  /** Reads of personal data in the whole transaction, shared by all its use cases. A rollback does not remove them. */
  readonly personalDataReads: AuditBatch[];
  /**
   * What was refused in the whole transaction, shared by all its use cases and written when it ends. An entry of its own
   * would take a second connection while the first is held: enough of those at once are a deadlock of the pool.
   */
  readonly refusals: Refusal[];
  /** Long jobs that the whole transaction started, shared by all its use cases. Some may have been rolled back. */
  readonly startedJobs: string[];
  authorized: boolean;
  /** What a query may read; a command reads what it needs. */
  readonly reads?: QueryReads | undefined;
  /** What was authorized, as the handler stated it. */
  resource?: ResourceScope;
}

const storage = new AsyncLocalStorage<WorkState>();

export function runInWork<T>(state: WorkState, work: () => Promise<T>): Promise<T> {
  return storage.run(state, work);
}

/** The connection that everything of a use case goes through. */
export async function connectionOf({
  rawConnection: bare,
  em,
}: Pick<WorkState, 'rawConnection' | 'em'>): Promise<pg.ClientBase> {
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
    state.reads?.authorized();
    state.resource = resource;
  }

  /** For use cases open to anyone, or whose actor proves themselves by the input (a signature, a code). */
  authorizeByProof(): void {
    const state = this.#state();
    state.authorized = true;
    state.reads?.authorized();
  }

  audit(note: AuditNote): void {
    this.#state().notes.push(note);
  }

  /**
   * @param correlationId of the course that it belongs to, where several are worked at once.
   * @param notBefore when its consumers get it at the earliest.
   */
  publish(event: IntegrationEvent, correlationId?: string, notBefore?: Date): void {
    eventSpec(event.constructor as never);
    const state = this.#state();
    state.events.push({ event, correlationId: correlationId ?? state.correlationId, notBefore });
  }

  /** Starts a long job in this transaction, or finds the unfinished one with the same key. */
  async startJob<Input, Checkpoint>(
    job: LongJobClass<Input, Checkpoint>,
    input: Input,
    start: LongJobStart<Checkpoint>,
  ): Promise<StartedLongJob> {
    const { actor, causedBy = actor, correlationId, startedJobs } = this.#state();
    const caller = { onBehalfOf: causedBy, correlationId, sql: this.sql.bind(this) };
    const started = await startLongJob(caller, job, input, start);
    if (!started.existing) startedJobs.push(started.jobId);
    return started;
  }

  /** Runs work that may fail without its transaction: what it wrote and said is undone, and its error thrown. */
  async inSavepoint<Result>(work: () => Promise<Result>): Promise<Result> {
    const { notes, events, deltas } = this.#state();
    const said = [notes.length, events.length, deltas.length] as const;
    const connection = await this.connection();
    await connection.query('savepoint attempt');
    try {
      const result = await work();
      await connection.query('release savepoint attempt');
      return result;
    } catch (error) {
      [notes.length, events.length, deltas.length] = said;
      // A connection that is gone cannot roll back, and need not.
      await connection.query('rollback to savepoint attempt; release savepoint attempt').catch(() => undefined);
      throw error;
    }
  }

  /** Adds to a figure of the reports; appended as a delta, folded later (no row that everyone updates). */
  count(name: string, dimensions: Readonly<Record<string, string>>, delta: number): void {
    this.#state().deltas.push({ name, dimensions, delta });
  }

  /**
   * The rows within the actor's scope: `{visible}` in the statement, once or more, becomes the condition of the scope. This
   * decides the scope of a query; the audit trail then names the actor's own, unless the handler authorizes a narrower one.
   * @param by the column that holds each limit an actor may have. @throws DomainError ACCESS.OUT_OF_SCOPE for another limit.
   */
  async rows<Row extends object = Record<string, unknown>>(
    text: string,
    params: readonly unknown[],
    by: VisibleBy,
  ): Promise<Row[]> {
    const state = this.#state();
    const statement = visibleStatement(state.actor, text, params, by);
    authorizeOwnScope(state);
    return this.#run<Row>({ text: statement.text, values: [...statement.params] });
  }

  /**
   * The one row that a use case is about, to authorize what it belongs to right after. Required in a query before any
   * statement but {@link rows}.
   */
  async record<Row extends object = Record<string, unknown>>(
    text: string,
    params: readonly unknown[],
  ): Promise<Row | undefined> {
    const state = this.#state();
    const [row, ...others] = await this.#run<Row>({ text, values: [...params] });
    if (others.length > 0) throw new Error('more than one row for one record');
    if (row) state.reads?.recordFound();
    // There was nothing to decide about.
    else if (state.reads) state.authorized = true;
    return row;
  }

  /**
   * The readings of a counter within the actor's scope.
   * @param by the dimension that holds each limit, as in {@link rows}. @param within further dimensions that they must have.
   */
  async readCounter(name: string, by: VisibleBy, within: Dimensions = {}): Promise<CounterReading[]> {
    const state = this.#state();
    const visible = visibleDimensions(state.actor, by, within);
    authorizeOwnScope(state);
    return visible ? readCounter(await connectionOf(state), name, visible) : [];
  }

  /** The sum of {@link readCounter}. */
  async sumCounter(name: string, by: VisibleBy, within: Dimensions = {}): Promise<number> {
    const state = this.#state();
    const visible = visibleDimensions(state.actor, by, within);
    authorizeOwnScope(state);
    return visible ? sumCounter(await connectionOf(state), name, visible) : 0;
  }

  /** Runs SQL on the transaction's own connection, `$1` style parameters. In a query only about a record it authorized. */
  sql<Row extends object = Record<string, unknown>>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    this.#state().reads?.unscopedStatement();
    return this.#run<Row>({ text, values: [...params] });
  }

  /** As {@link sql}, planned once a connection: for what every record goes through. The name stands for one text for ever. */
  prepared<Row extends object = Record<string, unknown>>(
    name: string,
    text: string,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    this.#state().reads?.unscopedStatement();
    return this.#run<Row>({ name, text, values: [...params] });
  }

  /** Waits for locks that end with the transaction: see {@link takeLocks}. */
  async lock(lock: AdvisoryLock, names?: readonly string[], mode?: 'exclusive' | 'shared'): Promise<void> {
    await takeLocks(await connectionOf(this.#state()), lock, names, mode);
  }

  /** The transaction's connection, for COPY and the like. Never released by the caller. */
  connection(): Promise<pg.ClientBase> {
    this.#state().reads?.unscopedStatement();
    return connectionOf(this.#state());
  }

  async #run<Row extends object>(query: pg.QueryConfig): Promise<Row[]> {
    const connection = await connectionOf(this.#state());
    const result = await connection.query<Row & pg.QueryResultRow>(query);
    return result.rows;
  }

  #state(): WorkState {
    const state = storage.getStore();
    if (!state) throw new Error('outside of a command, query or consumer');
    return state;
  }
}

/** The work concerns what the actor may see at all. */
function authorizeOwnScope(state: WorkState): void {
  const { scope } = state.actor;
  state.authorized = true;
  state.resource ??= scope[EVERYTHING] === EVERYTHING ? { [TERRITORY]: EVERYTHING } : scope;
}
