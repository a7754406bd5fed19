import type { z } from 'zod';

/** What a term does to a command once its instant has passed: it refuses it, or marks what it writes as late. */
export type TermEffect = 'refuses' | 'marks';

/** What the wrapper must know of a use case before it lets anyone in. */
export interface UseCaseSpec {
  /** `context.verb-object`, as it stands in the audit trail. */
  readonly name: string;
  readonly permission: string;
  readonly input: z.ZodType;
  /** Queries only: the look itself is audited. */
  readonly personalData?: boolean;
  /** Queries only: why its rows need no condition of the actor's scope (reference data, public by law, a proof in the input). */
  readonly unscoped?: string;
  /**
   * Speaks plain SQL through `UnitOfWork.sql` alone: a command then gets a transaction of the driver without the mapper
   * around it, a query none at all, each of its statements for itself. For the few that millions of requests go through.
   */
  readonly bypassOrm?: boolean;
  /** Commands only: the terms that govern it, each with its effect. The context that keeps the calendar names them. */
  readonly terms?: Readonly<Record<string, TermEffect>>;
}

type UseCaseClass = abstract new (...args: never[]) => object;

const commands = new Map<UseCaseClass, UseCaseSpec>();
const queries = new WeakMap<UseCaseClass, UseCaseSpec>();

export const CommandSpec =
  (spec: Omit<UseCaseSpec, 'personalData' | 'unscoped'>) =>
  (target: UseCaseClass): void => {
    commands.set(target, spec);
  };

export const QuerySpec =
  (spec: Omit<UseCaseSpec, 'terms'>) =>
  (target: UseCaseClass): void => {
    queries.set(target, spec);
  };

/** A use case that changes something. `Result` is what its handler answers. */
export abstract class KernelCommand<Input, Result = void> {
  declare protected readonly result: Result;
  constructor(readonly input: Input) {}
}

/** A use case that only reads. */
export abstract class KernelQuery<Input, Result> {
  declare protected readonly result: Result;
  constructor(readonly input: Input) {}
}

/** Of every command that this process has loaded. */
export function commandSpecs(): UseCaseSpec[] {
  return [...commands.values()];
}

export function commandSpec(command: object): UseCaseSpec | undefined {
  return commands.get(command.constructor as UseCaseClass);
}

export function querySpec(query: object): UseCaseSpec | undefined {
  return queries.get(query.constructor as UseCaseClass);
}
