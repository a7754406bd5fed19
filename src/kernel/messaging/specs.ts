import type { z } from 'zod';
import type { Actor } from '../access/actor.js';

/** What happens to a command after the deadline: it is refused, or what it writes is marked as late. */
export type DeadlineEffect = 'refuses' | 'marks';

/** Metadata that the dispatcher needs to run a use case. */
export interface UseCaseSpec {
  /** `context.verb-object`; recorded in the audit trail. */
  readonly name: string;
  readonly permission: string;
  readonly input: z.ZodType;
  /** Queries only: the read is audited. */
  readonly personalData?: boolean;
  /** Queries only: the monitoring of unusual reading counts the people whose data an official reads with it. */
  readonly watched?: WatchedReading;
  /** Queries only: why its rows need no scope condition (reference data, public by law, or a proof in the input). */
  readonly unscoped?: string;
  /**
   * Commands only: the handler uses only plain SQL through `UnitOfWork`, so the command runs in a driver transaction
   * without MikroORM, like every query. For the few commands that serve millions of requests.
   */
  readonly bypassOrm?: boolean;
  /**
   * Queries only: each statement is its own transaction, unless row-level security applies to the actor. For the few
   * queries that serve millions of requests.
   */
  readonly autocommit?: boolean;
  /**
   * Commands only: the legal deadlines that govern it, each with its effect. Their keys are defined by the context
   * that contains the calendar.
   */
  readonly deadlines?: Readonly<Record<string, DeadlineEffect>>;
  /**
   * Commands only: work that takes seconds, such as reading an uploaded file. It runs after the check of permission and
   * input and before the transaction takes a connection or a lock, so not within another use case. The handler gets its
   * result as the input.
   */
  readonly prepare?: (input: never, actor: Actor) => Promise<object>;
  /** Commands only: why no legal deadline governs it, although its outcome depends on the time. */
  readonly noLegalDeadline?: string;
  /**
   * Commands only: the handler also runs with an invalid input, and throws the errors of {@link UnitOfWork.faults}
   * together with those of its own rules, so that a form shows all of them at once. The input must be an object schema.
   */
  readonly collectsFaults?: boolean;
  /**
   * Commands only: false if the command checks or issues a secret, such as a one-time code. A form that is submitted
   * again then runs it again, because its stored result would let the same code pass twice.
   */
  readonly replayable?: false;
  /**
   * Only the system (a job, a shell before sign-in) runs it: no role holds its permission. A command of this kind is
   * audited only through its notes, so a run that changes nothing leaves no entry.
   */
  readonly heldBy?: 'system';
}

/** What a read shows of a person: images or masked data, or personal data in full. */
export type WatchedReading = 'opened' | 'revealed';

type UseCaseClass = abstract new (...args: never[]) => object;

const commands = new Map<UseCaseClass, UseCaseSpec>();
const queries = new Map<UseCaseClass, UseCaseSpec>();

export const CommandSpec =
  (spec: Omit<UseCaseSpec, 'personalData' | 'watched' | 'unscoped'>) =>
  (target: UseCaseClass): void => {
    commands.set(target, spec);
  };

export const QuerySpec =
  (spec: Omit<UseCaseSpec, 'deadlines' | 'noLegalDeadline' | 'replayable' | 'prepare'>) =>
  (target: UseCaseClass): void => {
    queries.set(target, spec);
  };

/** A use case that changes data. `Result` is what its handler returns. */
export abstract class KernelCommand<Input, Result = void> {
  declare protected readonly result: Result;
  constructor(readonly input: Input) {}
}

/** A use case that only reads. */
export abstract class KernelQuery<Input, Result> {
  declare protected readonly result: Result;
  constructor(readonly input: Input) {}
}

/** The specs of all commands that this process has loaded. */
export function commandSpecs(): UseCaseSpec[] {
  return [...commands.values()];
}

/** The specs of all queries that this process has loaded. */
export function querySpecs(): UseCaseSpec[] {
  return [...queries.values()];
}

export function commandSpec(command: object): UseCaseSpec | undefined {
  return commands.get(command.constructor as UseCaseClass);
}

export function querySpec(query: object): UseCaseSpec | undefined {
  return queries.get(query.constructor as UseCaseClass);
}
