import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { requirePermission } from '../access/access.js';
import type { Actor } from '../access/actor.js';
import { QueryReads } from '../access/query-reads.js';
import { AuditLog } from '../audit/audit-log.js';
import { randomId } from '../crypto/random.js';
import { Faults } from '../errors/domain-error.js';
import { checkInput } from './input-faults.js';
import { commandSpec, querySpec, type KernelCommand, type KernelQuery, type UseCaseSpec } from './specs.js';
import { nextSubmissionStep } from './submission.js';
import { Submissions } from './submissions.js';
import { refusalOf, TransactionRunner } from './transaction-runner.js';
import { currentWork } from './unit-of-work.js';

/** Actors without an account: their form keys would not identify who sent a form. */
const WITHOUT_ACCOUNT: ReadonlySet<string> = new Set(['system', 'anonymous']);

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
    private readonly submissions: Submissions,
  ) {}

  /**
   * Runs a command. While a form is handled ({@link runInSubmission}), a command that the same form already ran returns
   * its earlier result, unless it is not replayable.
   * @throws DomainError if access is denied, the input is invalid or a rule is violated. Only the audit entry of the
   * refusal is then written.
   */
  run<Result>(actor: Actor, command: KernelCommand<object, Result>, correlationId = randomId()): Promise<Result> {
    const spec = commandSpec(command);
    if (!spec) throw new Error(`${command.constructor.name} has no @CommandSpec`);
    const isOnce = !currentWork() && !WITHOUT_ACCOUNT.has(actor.kind) && spec.replayable !== false;
    const submission = isOnce ? nextSubmissionStep() : undefined;
    return this.#execute<Result>(actor, spec, command, correlationId, 'done', (checked) => {
      const execute = (): Promise<Result> => this.commandBus.execute(checked);
      if (!submission) return execute();
      return this.submissions.once({ ...submission, actor, command: spec.name, input: command.input }, execute);
    });
  }

  /**
   * Runs a query, and audits it if it reads personal data.
   * @throws DomainError if access is denied or the input is invalid.
   */
  ask<Result>(actor: Actor, query: KernelQuery<object, Result>, correlationId = randomId()): Promise<Result> {
    const spec = querySpec(query);
    if (!spec) throw new Error(`${query.constructor.name} has no @QuerySpec`);
    return this.#execute<Result>(actor, spec, query, correlationId, 'read', (checked) =>
      this.queryBus.execute(checked),
    );
  }

  /**
   * Checks a permission outside a use case, e.g. to open a page.
   * @throws DomainError if the actor lacks it; the refusal is audited.
   */
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
      async () => {
        requirePermission(actor, permission);
        const { data, faults } = checkInput(spec.input, useCase.input);
        if (!spec.collectsFaults) new Faults(faults).throwIfAny();
        const prepared = spec.prepare ? await spec.prepare(data as never, actor) : data;
        return { checked: withInput(useCase, prepared), faults };
      },
      async ({ checked, faults }) => {
        const work = currentWork();
        if (work) work.inputFaults = faults;
        const result = await execute(checked);
        // A handler that collects them has thrown them by now.
        new Faults(faults).throwIfAny();
        return result;
      },
    );
  }
}

function withInput<UseCase extends { input: object }>(useCase: UseCase, input: object): UseCase {
  return Object.assign(Object.create(Object.getPrototypeOf(useCase) as object) as UseCase, useCase, { input });
}
