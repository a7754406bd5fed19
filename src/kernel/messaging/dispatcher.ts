import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { QueryReads } from '../access/query-reads.js';
import { AuditLog, type Refusal } from '../audit/audit-log.js';
import { Counters } from '../counters/counters.js';
import { randomId } from '../crypto/random.js';
import { runAtOnce } from '../database/at-once.js';
import { onConnection, type Dealing } from '../database/bare-connection.js';
import { DomainError, Faults } from '../errors/domain-error.js';
import { Outbox } from '../jobs/outbox.js';
import { commandSpec, querySpec, type KernelCommand, type KernelQuery, type UseCaseSpec } from './specs.js';
import { connectionOf, currentWork, runInWork, type WorkState } from './unit-of-work.js';

/**
 * The one wrapper of every use case: who asks and within which scope → input checked → one transaction
 * in which the handler works and its audit entry, outbox messages and counter deltas are written → commit.
 */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    private readonly em: EntityManager,
    private readonly auditLog: AuditLog,
    private readonly outbox: Outbox,
    private readonly counters: Counters,
  ) {}

  /** @throws DomainError when access, input or a rule refuses; nothing is then written but the refusal's audit. */
  async run<Result>(actor: Actor, command: KernelCommand<object, Result>, correlationId = randomId()): Promise<Result> {
    const spec = commandSpec(command);
    if (!spec) throw new Error(`${command.constructor.name} has no @CommandSpec`);
    const nested = currentWork() !== undefined;
    const result = await this.#wrapped<Result>(actor, spec, command, correlationId, 'done', (checked) =>
      this.commandBus.execute(checked),
    );
    if (!nested) this.outbox.nudge();
    return result;
  }

  /** @throws DomainError when access or input refuses. A look at personal data is audited. */
  ask<Result>(actor: Actor, query: KernelQuery<object, Result>, correlationId = randomId()): Promise<Result> {
    const spec = querySpec(query);
    if (!spec) throw new Error(`${query.constructor.name} has no @QuerySpec`);
    return this.#wrapped<Result>(actor, spec, query, correlationId, 'read', (checked) =>
      this.queryBus.execute(checked),
    );
  }

  /** For a door before any use case: a page that is not even opened. @throws DomainError as {@link run}, and audited as there. */
  async admit(actor: Actor, permission: string, correlationId = randomId()): Promise<void> {
    try {
      requirePermission(actor, permission);
    } catch (error) {
      await this.auditLog.appendRefusals(refusalOf(actor, correlationId, permission, error));
      throw error;
    }
  }

  async #wrapped<Result>(
    actor: Actor,
    spec: UseCaseSpec,
    useCase: KernelCommand<object, Result> | KernelQuery<object, Result>,
    correlationId: string,
    outcome: 'done' | 'read',
    execute: (checked: typeof useCase) => Promise<Result>,
  ): Promise<Result> {
    const outer = currentWork();
    const looks = outer?.looks ?? [];
    const refusals = outer?.refusals ?? [];
    try {
      requirePermission(actor, spec.permission);
      const checked = withInput(useCase, checkInput(spec.input, useCase.input));
      const work = async ({ em, bare }: Pick<WorkState, 'em' | 'bare'>): Promise<Result> => {
        const state: WorkState = {
          actor,
          correlationId,
          em,
          bare,
          notes: [],
          events: [],
          deltas: [],
          looks,
          refusals,
          authorized: spec.unscoped !== undefined,
          reads: outcome === 'read' ? new QueryReads(spec) : undefined,
        };
        return runInWork(state, async () => {
          const result = await execute(checked);
          if (!state.authorized) throw new Error(`${spec.name} did not decide its scope`);
          state.reads?.requireDecided(result);
          if (!bare) await em.flush();
          await this.#record(state, spec, outcome, outer ? [] : refusals);
          return result;
        });
      };
      // Asked from within another use case, it joins that one's transaction: it sees what was written, and rolls back with it.
      if (outer) return await work(outer);
      return await this.#alone(spec, outcome, work);
    } catch (error) {
      refusals.push(...refusalOf(actor, correlationId, spec.name, error));
      if (!outer) {
        // What was seen was seen, though nothing else of the transaction stays.
        await this.auditLog.appendLooks(looks);
        await this.auditLog.appendRefusals(refusals);
      }
      throw error;
    }
  }

  #alone<Result>(
    spec: UseCaseSpec,
    outcome: 'done' | 'read',
    work: (given: Pick<WorkState, 'em' | 'bare'>) => Promise<Result>,
  ): Promise<Result> {
    if (spec.bare !== true) return this.em.fork().transactional((em) => work({ em }));
    const dealing: Dealing = outcome === 'done' ? 'transaction' : 'each-for-itself';
    return onConnection(this.em, dealing, (bare) => work({ em: this.em, bare }));
  }

  /** @param refusals of use cases within this one, which went on without them. */
  async #record(
    state: WorkState,
    spec: UseCaseSpec,
    outcome: 'done' | 'read',
    refusals: readonly Refusal[],
  ): Promise<void> {
    const owesEntry = outcome === 'done' || spec.personalData === true;
    const notes = state.notes.length > 0 ? state.notes : owesEntry ? [{ subject: ['none', ''] as const }] : [];
    const { actor, correlationId, resource } = state;
    const batch = { actor, correlationId, action: spec.name, outcome, notes, resource };
    if (spec.personalData === true) state.looks.push(batch);
    await runAtOnce(await connectionOf(state), [
      ...this.auditLog.statements(batch),
      ...this.auditLog.refusalStatements(refusals),
      ...this.outbox.statements(state.events),
      ...this.counters.statements(state.deltas),
    ]);
  }
}

function refusalOf(actor: Actor, correlationId: string, action: string, error: unknown): Refusal[] {
  if (!(error instanceof DomainError) || !REFUSALS.has(error.kind)) return [];
  return [{ actor, correlationId, action, outcome: 'refused', reason: error.code }];
}

const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'not-found', 'unauthenticated', 'too-many']);

function checkInput(schema: z.ZodType, input: unknown): object {
  const parsed = schema.safeParse(input);
  const wrong = parsed.success ? fieldsWithNul(parsed.data) : parsed.error.issues.map(({ path }) => path.join('.'));
  const faults = new Faults();
  for (const field of wrong) faults.add('KERNEL.INPUT_INVALID', { kind: 'invalid', field, params: { field } });
  faults.throwIfAny();
  if (!parsed.success) throw parsed.error;
  return parsed.data as object;
}

/** Nobody types a NUL, and no text of PostgreSQL may hold one: it would fail as our fault, far from its field. */
function fieldsWithNul(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value.includes('\u0000') ? [path] : [];
  if (!Array.isArray(value) && !isPlain(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => fieldsWithNul(inner, path === '' ? key : `${path}.${key}`));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function withInput<UseCase extends { input: object }>(useCase: UseCase, input: object): UseCase {
  return Object.assign(Object.create(Object.getPrototypeOf(useCase) as object) as UseCase, useCase, { input });
}
