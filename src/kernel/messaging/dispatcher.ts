import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { QueryReads } from '../access/query-reads.js';
import { AuditLog } from '../audit/audit-log.js';
import { randomId } from '../crypto/random.js';
import { Faults } from '../errors/domain-error.js';
import { commandSpec, querySpec, type KernelCommand, type KernelQuery, type UseCaseSpec } from './specs.js';
import { refusalOf, TransactionRunner } from './transaction-runner.js';

/**
 * Runs every use case: checks permission and input, then opens one transaction for the handler's writes, audit entry,
 * outbox messages and counter deltas ({@link TransactionRunner}).
 */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly commandBus: CommandBus,
    private readonly queryBus: QueryBus,
    private readonly auditLog: AuditLog,
    private readonly transactions: TransactionRunner,
  ) {}

  /**
   * @throws DomainError if access is denied, the input is invalid or a rule is violated. Only the audit entry of the
   * refusal is then written.
   */
  run<Result>(actor: Actor, command: KernelCommand<object, Result>, correlationId = randomId()): Promise<Result> {
    const spec = commandSpec(command);
    if (!spec) throw new Error(`${command.constructor.name} has no @CommandSpec`);
    return this.#execute<Result>(actor, spec, command, correlationId, 'done', (checked) =>
      this.commandBus.execute(checked),
    );
  }

  /** Audits reads of personal data. @throws DomainError if access is denied or the input is invalid. */
  ask<Result>(actor: Actor, query: KernelQuery<object, Result>, correlationId = randomId()): Promise<Result> {
    const spec = querySpec(query);
    if (!spec) throw new Error(`${query.constructor.name} has no @QuerySpec`);
    return this.#execute<Result>(actor, spec, query, correlationId, 'read', (checked) =>
      this.queryBus.execute(checked),
    );
  }

  /** Checks a permission before any use case, e.g. to open a page. @throws DomainError if it is missing; audited. */
  async admit(actor: Actor, permission: string, correlationId = randomId()): Promise<void> {
    try {
      requirePermission(actor, permission);
    } catch (error) {
      await this.auditLog.appendRefusals(refusalOf(actor, correlationId, permission, error));
      throw error;
    }
  }

  #execute<Result>(
    actor: Actor,
    spec: UseCaseSpec,
    useCase: KernelCommand<object, Result> | KernelQuery<object, Result>,
    correlationId: string,
    outcome: 'done' | 'read',
    execute: (checked: typeof useCase) => Promise<Result>,
  ): Promise<Result> {
    const { name: action, permission, personalData = false, bypassOrm = false, autocommit = false } = spec;
    return this.transactions.runUseCase(
      {
        actor,
        correlationId,
        action,
        outcome,
        personalData,
        bypassOrm,
        autocommit,
        // A job runs its command whether or not there is anything to do.
        auditedWithoutNotes: spec.heldBy !== 'system',
        authorized: spec.unscoped !== undefined,
        reads: outcome === 'read' ? new QueryReads(spec) : undefined,
      },
      () => {
        requirePermission(actor, permission);
        return withInput(useCase, checkInput(spec.input, useCase.input));
      },
      execute,
    );
  }
}

function checkInput(schema: z.ZodType, input: unknown): object {
  const parsed = schema.safeParse(input);
  const wrong = parsed.success ? fieldsWithNul(parsed.data) : parsed.error.issues.map(({ path }) => path.join('.'));
  const faults = new Faults();
  for (const field of wrong) faults.add('KERNEL.INPUT_INVALID', { kind: 'invalid', field, params: { field } });
  faults.throwIfAny();
  if (!parsed.success) throw parsed.error;
  return parsed.data as object;
}

/** PostgreSQL text cannot hold NUL. Checked here so that the error names the field. */
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
