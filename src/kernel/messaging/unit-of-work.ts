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
import type { DatabaseRole } from '../database/database-role.js';
import { driverConnection } from '../database/driver-connection.js';
import { preparedQuery } from '../database/prepared-statements.js';
import { Faults, type DomainError } from '../errors/domain-error.js';
import type { LongJobClass, LongJobStart, StartedLongJob } from '../long-jobs/long-job-decorator.js';
import { startLongJob } from '../long-jobs/start-long-job.js';
import { eventSpec, type IntegrationEvent } from './events.js';

export interface AuditNote {
  /** Kind and id of the resource, e.g. `['aspirant', id]`. */
  readonly subject: readonly [kind: string, id: string];
  /** Facts of the change. Never personal data. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  /** The reason that the actor stated: free text, stored encrypted and searched by its words. */
  readonly reason?: string | null | undefined;
  /** The audit chain of this entry: one per electoral process, otherwise `system`. */
  readonly stream?: string;
  /** Set if it differs from that of the use case, which may handle several requests. */
  readonly correlationId?: string;
  /** Set if it differs from the actor of the use case, which may handle requests of several actors. */
  readonly by?: { readonly actor: ActorIdentity; readonly resource: ResourceScope };
  /** Code of the error that refused the request, if that error is a result and the transaction commits. */
  readonly refusal?: string;
}

/** An event to be written to the outbox. */
export interface PublishedEvent {
  readonly event: IntegrationEvent;
  readonly correlationId: string;
  /** Its consumers receive it at this time at the earliest; absent: immediately. */
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
  /** Id of the account that a job runs for. */
  readonly onBehalfOf?: string | undefined;
  /** The actor; for a system actor, the actor who caused the message it handles. */
  readonly causedBy?: ActorIdentity | undefined;
  readonly em: EntityManager;
  /** Set for a query, and for a command that bypasses MikroORM ({@link UseCaseSpec.bypassOrm}). */
  readonly rawConnection?: pg.ClientBase | undefined;
  readonly notes: AuditNote[];
  readonly events: PublishedEvent[];
  readonly deltas: CounterDelta[];
  /** Reads of personal data by all use cases of the transaction. Recorded even if it rolls back. */
  readonly personalDataReads: AuditBatch[];
  /**
   * Refusals by all use cases of the transaction, written when it ends. Writing each one immediately would take a
   * second connection while holding the first, which can deadlock the pool.
   */
  readonly refusals: Refusal[];
  /** Long jobs started by all use cases of the transaction. Some may have been rolled back. */
  readonly startedJobs: string[];
  authorized: boolean;
  /** Errors of the input that its schema found. */
  inputFaults?: readonly DomainError[];
  /** The form was sent before: its command did not run again. */
  replayed?: boolean;
  /** The database role that runs the statements; if absent, the role of the connection. */
  role?: DatabaseRole | undefined;
  /**
   * The role that limits a query to the actor's territory, and how many nested queries of the system have lifted it.
   */
  readonly limit?: { readonly role: DatabaseRole; lifted: number } | undefined;
  /** Restricts the reads of a query; absent for a command. */
  readonly reads?: QueryReads | undefined;
  /** The resource that the handler authorized. */
  resource?: ResourceScope;
}

const storage = new AsyncLocalStorage<WorkState>();

export function runInWork<T>(state: WorkState, work: () => Promise<T>): Promise<T> {
  return storage.run(state, work);
}

/** The connection of the use case's transaction. */
export async function connectionOf({
  rawConnection,
  em,
}: Pick<WorkState, 'rawConnection' | 'em'>): Promise<pg.ClientBase> {
  return rawConnection ?? driverConnection(em);
}

export function currentWork(): WorkState | undefined {
  return storage.getStore();
}

/**
 * A handler's access to its transaction. Audit notes, events and counter deltas are committed with the handler's own
 * writes or not at all.
 */
@Injectable()
export class UnitOfWork {
  get actor(): Actor {
    return this.#state().actor;
  }

  /**
   * Checks the resource against the actor's scope. Every handler must check its scope; otherwise its transaction is
   * rolled back.
   * @throws DomainError ACCESS.OUT_OF_SCOPE
   */
  authorize(resource: ResourceScope): void {
    const state = this.#state();
    requireScope(state.actor, resource);
    state.authorized = true;
    state.reads?.authorized();
    state.resource = resource;
  }

  /** For use cases that are open to anyone or whose input proves the actor's identity (a signature, a code). */
  authorizeByProof(): void {
    const state = this.#state();
    state.authorized = true;
    state.reads?.authorized();
  }

  /** Collects errors, beginning with those of the input ({@link UseCaseSpec.collectsFaults}). */
  faults(): Faults {
    return new Faults(this.#state().inputFaults);
  }

  audit(note: AuditNote): void {
    this.#state().notes.push(note);
  }

  /**
   * @param correlationId defaults to that of the use case.
   * @param notBefore the earliest delivery.
   */
  publish(event: IntegrationEvent, correlationId?: string, notBefore?: Date): void {
    eventSpec(event.constructor as never);
    const state = this.#state();
    state.events.push({ event, correlationId: correlationId ?? state.correlationId, notBefore });
  }

  /** Starts a long job in this transaction, or returns the unfinished one with the same key. */
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

  /**
   * Runs work in a savepoint. On an error its writes, notes, events and deltas are undone and the error is rethrown.
   */
  async inSavepoint<Result>(work: () => Promise<Result>): Promise<Result> {
    const { notes, events, deltas } = this.#state();
    const lengths = [notes.length, events.length, deltas.length] as const;
    const connection = await this.connection();
    await connection.query('savepoint attempt');
    try {
      const result = await work();
      await connection.query('release savepoint attempt');
      return result;
    } catch (error) {
      [notes.length, events.length, deltas.length] = lengths;
      // This fails if the connection is lost; PostgreSQL has then rolled back.
      await connection.query('rollback to savepoint attempt; release savepoint attempt').catch(() => undefined);
      throw error;
    }
  }

  /** Adds to a counter. Appended as a delta and aggregated later, so that transactions do not contend for one row. */
  count(name: string, dimensions: Readonly<Record<string, string>>, delta: number): void {
    this.#state().deltas.push({ name, dimensions, delta });
  }

  /**
   * Reads the rows within the actor's scope. Every `{visible}` in the statement becomes the condition of the scope.
   * This counts as the scope check; the audit entry then has the actor's scope unless the handler authorizes a narrower
   * one.
   * @param by the column for each limit an actor may have.
   * @param options `prepared` as in {@link prepared}.
   * @throws DomainError ACCESS.OUT_OF_SCOPE for any other limit.
   */
  async rows<Row extends object = Record<string, unknown>>(
    text: string,
    params: readonly unknown[],
    by: VisibleBy,
    { prepared = false } = {},
  ): Promise<Row[]> {
    const state = this.#state();
    const statement = visibleStatement(state.actor, text, params, by);
    authorizeOwnScope(state);
    return this.#run<Row>(statement.text, statement.params, prepared);
  }

  /**
   * Reads one row. The handler must authorize it next. In a query this must precede every statement other than
   * {@link rows}.
   * @param options `prepared` as in {@link prepared}.
   */
  async record<Row extends object = Record<string, unknown>>(
    text: string,
    params: readonly unknown[],
    { prepared = false } = {},
  ): Promise<Row | undefined> {
    const state = this.#state();
    const [row, ...others] = await this.#run<Row>(text, params, prepared);
    if (others.length > 0) throw new Error('more than one row found for one record');
    if (row) state.reads?.recordFound();
    // Without a record there is no scope to check.
    else if (state.reads) state.authorized = true;
    return row;
  }

  /**
   * Reads a counter within the actor's scope.
   * @param by the dimension for each limit, as in {@link rows}.
   * @param within further dimensions of the readings.
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

  /** Runs SQL in the transaction, with `$1` style parameters. A query must have authorized a record first. */
  sql<Row extends object = Record<string, unknown>>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    this.#state().reads?.unscopedStatement();
    return this.#run<Row>(text, params);
  }

  /** Like {@link sql} with a prepared statement, for the most frequent statements. Their texts must be few. */
  prepared<Row extends object = Record<string, unknown>>(
    text: string,
    params: readonly unknown[] = [],
  ): Promise<Row[]> {
    this.#state().reads?.unscopedStatement();
    return this.#run<Row>(text, params, true);
  }

  /** Runs statements as a database role with privileges that the application lacks. */
  async asRole<Result>(role: DatabaseRole, work: () => Promise<Result>): Promise<Result> {
    const state = this.#state();
    const connection = await connectionOf(state);
    const outer = state.role;
    await connection.query(`set local role ${role}`);
    state.role = role;
    try {
      return await work();
    } finally {
      state.role = outer;
      // This fails in an aborted transaction; rolling back restores the role.
      await connection.query(`set local role ${outer ?? 'none'}`).catch(() => undefined);
    }
  }

  /** Waits for transaction-level locks: see {@link takeLocks}. */
  async lock(lock: AdvisoryLock, names?: readonly string[], mode?: 'exclusive' | 'shared'): Promise<void> {
    await takeLocks(await connectionOf(this.#state()), lock, names, mode);
  }

  /** The transaction's connection, e.g. for COPY. The caller must not release it. */
  connection(): Promise<pg.ClientBase> {
    this.#state().reads?.unscopedStatement();
    return connectionOf(this.#state());
  }

  async #run<Row extends object>(text: string, params: readonly unknown[], prepared = false): Promise<Row[]> {
    const state = this.#state();
    const connection = await connectionOf(state);
    const query = prepared ? preparedQuery(text, params, state.role) : { text, values: [...params] };
    const result = await connection.query<Row & pg.QueryResultRow>(query);
    return result.rows;
  }

  #state(): WorkState {
    const state = storage.getStore();
    if (!state) throw new Error('used outside a command, query or consumer');
    return state;
  }
}

/** Checks the scope with the actor's own scope as the resource. */
function authorizeOwnScope(state: WorkState): void {
  const { scope } = state.actor;
  state.authorized = true;
  state.resource ??= scope[EVERYTHING] === EVERYTHING ? { [TERRITORY]: EVERYTHING } : scope;
}
