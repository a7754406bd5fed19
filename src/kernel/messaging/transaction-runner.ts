import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor, type Actor, type ActorIdentity } from '../access/actor.js';
import type { QueryReads } from '../access/query-reads.js';
import { rowLevelSecurity } from '../access/row-level-security.js';
import { AuditLog, type Refusal } from '../audit/audit-log.js';
import { takeRowDigests } from '../audit/protected-tables.js';
import { Counters } from '../counters/counters.js';
import { runAsOneStatement } from '../database/combined-statement.js';
import { withRawConnection } from '../database/raw-connection.js';
import { DomainError } from '../errors/domain-error.js';
import { Outbox } from '../jobs/outbox.js';
import { LongJobSignal } from '../long-jobs/long-job-signal.js';
import { connectionOf, currentWork, runInWork, type WorkState } from './unit-of-work.js';

export interface UseCaseTransaction {
  readonly actor: Actor;
  readonly correlationId: string;
  /** The name of the use case in the audit trail. */
  readonly action: string;
  readonly outcome: 'done' | 'read';
  readonly personalData: boolean;
  /** Runs a command in a driver transaction without MikroORM, like every query. */
  readonly bypassOrm?: boolean;
  /** Runs each statement of a query in its own transaction, unless row-level security applies to the actor. */
  readonly autocommit?: boolean;
  /** Whether an entry is written even if a command adds no audit note. */
  readonly auditedWithoutNotes: boolean;
  /** True if the work needs no scope check. */
  readonly authorized: boolean;
  /** Restricts the reads of a query. */
  readonly reads?: QueryReads | undefined;
}

export interface SystemTransaction {
  /** The consumer or job: actor and action of the audit entries. */
  readonly name: string;
  readonly correlationId: string;
  /** The actor who caused the message that the work handles. */
  readonly causedBy?: ActorIdentity | undefined;
  /** Id of the account that requested the work; added to the details of every audit entry. */
  readonly onBehalfOf?: string | undefined;
}

interface Options extends Omit<UseCaseTransaction, 'auditedWithoutNotes'> {
  /** Whether an entry is written even if the work adds no audit note. */
  readonly alwaysAudited: boolean;
  readonly causedBy?: ActorIdentity | undefined;
  readonly onBehalfOf?: string | undefined;
}

/**
 * Runs work in one transaction with its audit entries, outbox messages and counter deltas. If the work fails, only the
 * audit entries for reads of personal data and for refusals are written.
 */
@Injectable()
export class TransactionRunner {
  constructor(
    private readonly em: EntityManager,
    private readonly auditLog: AuditLog,
    private readonly outbox: Outbox,
    private readonly counters: Counters,
    private readonly longJobs: LongJobSignal,
  ) {}

  /**
   * Runs a use case. A nested use case joins the outer transaction.
   * @param admit checks access and input, and prepares the work, before a connection is acquired. Its refusals are
   * audited too.
   */
  async runUseCase<Admitted, Result>(
    transaction: UseCaseTransaction,
    admit: () => Admitted | Promise<Admitted>,
    work: (admitted: Admitted) => Promise<Result>,
  ): Promise<Result> {
    const { actor, correlationId, action, outcome, personalData, auditedWithoutNotes } = transaction;
    const outer = currentWork();
    const shared: SharedRecords = outer ?? { personalDataReads: [], refusals: [], startedJobs: [] };
    const options = { ...transaction, alwaysAudited: outcome === 'done' ? auditedWithoutNotes : personalData };
    try {
      const admitted = await admit();
      if (outer) {
        const result = await this.#join(options, outer, () => work(admitted));
        if (outcome === 'read' && outer.actor === actor) outer.reads?.nestedQueryAnswered();
        return result;
      }
      return await this.#commit(options, shared, () => work(admitted));
    } catch (error) {
      shared.refusals.push(...refusalOf(actor, correlationId, action, error));
      if (!outer) await this.#recordDespiteRollback(shared);
      throw error;
    }
  }

  /**
   * Runs a nested use case in the transaction of the outer one. A query that the system runs within a query of an actor
   * who is limited to one territory is not limited, because its result would silently lack rows.
   */
  async #join<Result>(options: Options, outer: WorkState, work: () => Promise<Result>): Promise<Result> {
    const { limit } = outer;
    if (!limit || rowLevelSecurity.of(options.actor)) return this.#work(options, { ...outer, joined: true }, work);
    const connection = await connectionOf(outer);
    // Nested queries may run concurrently on one connection.
    limit.lifted += 1;
    if (limit.lifted === 1) await connection.query('set local role none');
    try {
      return await this.#work(options, { ...outer, limit: undefined, role: undefined, joined: true }, work);
    } finally {
      limit.lifted -= 1;
      // This fails in an aborted transaction; rolling back restores the role.
      if (limit.lifted === 0) await connection.query(`set local role ${limit.role}`).catch(() => undefined);
    }
  }

  /** Runs work as a system actor in its own transaction. */
  async runAsSystem<Result>(
    { name, correlationId, causedBy, onBehalfOf }: SystemTransaction,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const shared: SharedRecords = { personalDataReads: [], refusals: [], startedJobs: [] };
    const options: Options = {
      actor: systemActor(name),
      correlationId,
      action: name,
      outcome: 'done',
      personalData: false,
      authorized: true,
      alwaysAudited: false,
      causedBy,
      onBehalfOf,
    };
    try {
      return await this.#commit(options, shared, work);
    } catch (error) {
      await this.#recordDespiteRollback(shared);
      throw error;
    }
  }

  async #commit<Result>(options: Options, shared: SharedRecords, work: () => Promise<Result>): Promise<Result> {
    const result = await this.#openTransaction(options, (scope) => this.#work(options, { ...shared, ...scope }, work));
    if (options.outcome === 'done') this.outbox.wake();
    if (shared.startedJobs.length > 0) this.longJobs.started();
    return result;
  }

  #openTransaction<Result>(
    { actor, bypassOrm, autocommit, outcome }: Options,
    work: (scope: Pick<WorkState, 'em' | 'rawConnection' | 'role' | 'limit'>) => Promise<Result>,
  ): Promise<Result> {
    if (outcome === 'done' && !bypassOrm) return this.em.fork().transactional((em) => work({ em }));
    const restriction = outcome === 'read' ? rowLevelSecurity.of(actor) : undefined;
    if (restriction) {
      const { role, statement } = restriction;
      return withRawConnection(this.em, `begin; ${statement}`, (rawConnection) =>
        work({ em: this.em, rawConnection, role, limit: { role, lifted: 0 } }),
      );
    }
    return withRawConnection(this.em, autocommit ? undefined : 'begin', (rawConnection) =>
      work({ em: this.em, rawConnection }),
    );
  }

  async #work<Result>(options: Options, scope: TransactionScope, work: () => Promise<Result>): Promise<Result> {
    const { actor, correlationId, authorized, reads } = options;
    const { em, rawConnection, personalDataReads, refusals, startedJobs, joined } = scope;
    const state: WorkState = {
      actor,
      correlationId,
      causedBy: actor.kind === 'system' ? (options.causedBy ?? scope.causedBy) : actor,
      onBehalfOf: options.onBehalfOf ?? scope.onBehalfOf,
      em,
      rawConnection,
      notes: [],
      events: [],
      deltas: [],
      personalDataReads,
      refusals,
      startedJobs,
      authorized,
      role: scope.role,
      limit: scope.limit,
      reads,
    };
    return runInWork(state, async () => {
      const result = await work();
      if (!state.authorized) throw new Error(`${options.action} did not check its scope`);
      reads?.requireScopeCheck(result);
      if (!rawConnection) await em.flush();
      await this.#writeRecords(state, options, joined ? [] : refusals);
      return result;
    });
  }

  /** @param refusals the refusals of nested use cases whose errors this one handled. */
  async #writeRecords(state: WorkState, options: Options, refusals: readonly Refusal[]): Promise<void> {
    const { actor, correlationId, causedBy, resource, onBehalfOf } = state;
    const { action, outcome, personalData, alwaysAudited } = options;
    const connection = await connectionOf(state);
    const rowDigests = outcome === 'done' ? await takeRowDigests(connection) : null;
    const needsEntry = (alwaysAudited && state.replayed !== true) || rowDigests !== null;
    const ownNotes = state.notes.length === 0 && needsEntry ? [{ subject: ['none', ''] as const }] : state.notes;
    const notes =
      onBehalfOf === undefined
        ? ownNotes
        : ownNotes.map((note) => ({ ...note, details: { ...note.details, onBehalfOf } }));
    const batch = { actor, correlationId, action, outcome, notes, resource, rowDigests };
    if (personalData) state.personalDataReads.push(batch);
    const statements = [
      ...(await this.auditLog.statements(batch)),
      ...(await this.auditLog.refusalStatements(refusals)),
      ...(await this.outbox.statements(state.events, causedBy)),
      ...this.counters.statements(state.deltas),
    ];
    await runAsOneStatement(connection, statements, state.role);
  }

  async #recordDespiteRollback({ personalDataReads, refusals }: SharedRecords): Promise<void> {
    await this.auditLog.appendReads(personalDataReads);
    await this.auditLog.appendRefusals(refusals);
  }
}

type SharedRecords = Pick<WorkState, 'personalDataReads' | 'refusals' | 'startedJobs'>;

interface TransactionScope
  extends SharedRecords, Pick<WorkState, 'em' | 'rawConnection' | 'causedBy' | 'onBehalfOf' | 'role' | 'limit'> {
  readonly joined?: boolean;
}

const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'not-found', 'unauthenticated', 'too-many']);

/** The audit record of an error; empty if the error is not a refusal. */
export function refusalOf(actor: Actor, correlationId: string, action: string, error: unknown): Refusal[] {
  if (!(error instanceof DomainError) || !REFUSALS.has(error.kind)) return [];
  return [{ actor, correlationId, action, outcome: 'refused', reason: error.code }];
}
