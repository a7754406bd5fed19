import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { systemActor, type Actor, type ActorIdentity } from '../access/actor.js';
import type { QueryReads } from '../access/query-reads.js';
import { AuditLog, type Refusal } from '../audit/audit-log.js';
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
  /** Without the mapper: a command gets a transaction of the driver, a query runs each statement in autocommit. */
  readonly bypassOrm: boolean;
  /** Whether the work may do anything without stating whose resource it touches. */
  readonly authorized: boolean;
  /** What a query may read. */
  readonly reads?: QueryReads | undefined;
}

export interface SystemTransaction {
  /** The consumer or job: both actor and action of the audit entries. */
  readonly name: string;
  readonly correlationId: string;
  /** Who caused the message that the work is about. */
  readonly causedBy?: ActorIdentity | undefined;
  /** Id of the account that asked for the work; goes into the details of every audit entry. */
  readonly onBehalfOf?: string | undefined;
}

interface Options extends UseCaseTransaction {
  /** Whether an entry is written even when the work noted nothing. */
  readonly alwaysAudited: boolean;
  readonly causedBy?: ActorIdentity | undefined;
  readonly onBehalfOf?: string | undefined;
}

/**
 * Runs work as one transaction with its audit entries, outbox messages and counter deltas. When the work fails, nothing
 * stays but the audit entries of personal data that was read and of what was refused.
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
   * Runs a use case. Within another one it joins that one's transaction: it sees what was written and rolls back with it.
   * @param admit checks access and input before a connection is taken. Its refusals are audited, like those of the work.
   */
  async runUseCase<Admitted, Result>(
    transaction: UseCaseTransaction,
    admit: () => Admitted,
    work: (admitted: Admitted) => Promise<Result>,
  ): Promise<Result> {
    const { actor, correlationId, action, outcome, personalData } = transaction;
    const outer = currentWork();
    const shared: SharedRecords = outer ?? { personalDataReads: [], refusals: [], startedJobs: [] };
    const options = { ...transaction, alwaysAudited: outcome === 'done' || personalData };
    try {
      const admitted = admit();
      if (outer) {
        const result = await this.#work(options, { ...outer, joined: true }, () => work(admitted));
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

  /** Runs work of the system, authorized for everything, in a transaction of its own. */
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
      bypassOrm: false,
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
    const result = await this.#open(options, (place) => this.#work(options, { ...shared, ...place }, work));
    if (options.outcome === 'done') this.outbox.wake();
    if (shared.startedJobs.length > 0) this.longJobs.started();
    return result;
  }

  #open<Result>(
    { bypassOrm: bare, outcome }: Options,
    work: (place: Pick<WorkState, 'em' | 'rawConnection'>) => Promise<Result>,
  ): Promise<Result> {
    if (!bare) return this.em.fork().transactional((em) => work({ em }));
    const mode = outcome === 'done' ? 'transaction' : 'autocommit';
    return withRawConnection(this.em, mode, (connection) => work({ em: this.em, rawConnection: connection }));
  }

  async #work<Result>(options: Options, place: TransactionScope, work: () => Promise<Result>): Promise<Result> {
    const { actor, correlationId, authorized, reads } = options;
    const { em, rawConnection: bare, personalDataReads, refusals, startedJobs, joined } = place;
    const state: WorkState = {
      actor,
      correlationId,
      causedBy: actor.kind === 'system' ? (options.causedBy ?? place.causedBy) : actor,
      onBehalfOf: options.onBehalfOf ?? place.onBehalfOf,
      em,
      rawConnection: bare,
      notes: [],
      events: [],
      deltas: [],
      personalDataReads,
      refusals,
      startedJobs,
      authorized,
      reads,
    };
    return runInWork(state, async () => {
      const result = await work();
      if (!state.authorized) throw new Error(`${options.action} did not decide its scope`);
      reads?.requireDecided(result);
      if (!bare) await em.flush();
      await this.#record(state, options, joined ? [] : refusals);
      return result;
    });
  }

  /** @param refusals of use cases within this one, which went on without them. */
  async #record(state: WorkState, options: Options, refusals: readonly Refusal[]): Promise<void> {
    const { actor, correlationId, causedBy, resource, onBehalfOf } = state;
    const { action, outcome, personalData, alwaysAudited } = options;
    const noted = state.notes.length === 0 && alwaysAudited ? [{ subject: ['none', ''] as const }] : state.notes;
    const notes =
      onBehalfOf === undefined ? noted : noted.map((note) => ({ ...note, details: { ...note.details, onBehalfOf } }));
    const batch = { actor, correlationId, action, outcome, notes, resource };
    if (personalData) state.personalDataReads.push(batch);
    await runAsOneStatement(await connectionOf(state), [
      ...this.auditLog.statements(batch),
      ...this.auditLog.refusalStatements(refusals),
      ...this.outbox.statements(state.events, causedBy),
      ...this.counters.statements(state.deltas),
    ]);
  }

  async #recordDespiteRollback({ personalDataReads, refusals }: SharedRecords): Promise<void> {
    await this.auditLog.appendReads(personalDataReads);
    await this.auditLog.appendRefusals(refusals);
  }
}

type SharedRecords = Pick<WorkState, 'personalDataReads' | 'refusals' | 'startedJobs'>;

interface TransactionScope extends SharedRecords, Pick<WorkState, 'em' | 'rawConnection' | 'causedBy' | 'onBehalfOf'> {
  readonly joined?: boolean;
}

const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'not-found', 'unauthenticated', 'too-many']);

/** What the audit trail keeps of an error; nothing when it is no refusal. */
export function refusalOf(actor: Actor, correlationId: string, action: string, error: unknown): Refusal[] {
  if (!(error instanceof DomainError) || !REFUSALS.has(error.kind)) return [];
  return [{ actor, correlationId, action, outcome: 'refused', reason: error.code }];
}
