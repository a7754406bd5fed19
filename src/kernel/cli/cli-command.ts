import type { INestApplicationContext } from '@nestjs/common';
import { systemActor } from '../access/actor.js';

export interface CliOption {
  /** Placeholder for the value in the help, e.g. `AAAA-MM-DD`. */
  readonly value: string;
  readonly purpose: string;
  readonly required?: boolean;
  /** Takes no value; if the option is given, its value is `yes`. */
  readonly flag?: true;
}

type Options = Readonly<Record<string, CliOption>>;
type ValuesOf<O extends Options> = {
  readonly [Name in keyof O]: O[Name]['required'] extends true ? string : string | undefined;
};

export interface CliSpec<O extends Options> {
  /** E.g. `roll load`. */
  readonly name: string;
  /** In Spanish, for the institute's operators. */
  readonly purpose: string;
  /** The file that it reads or writes, if any. */
  readonly argument?: { readonly name: string; readonly purpose: string };
  readonly options?: O;
  /** When the command exits with 1 although nothing failed, e.g. if some lines were rejected. In Spanish. */
  readonly exitsWithOneWhen?: string;
  /** Runs without a database: the command gets only configuration, clock and blob store. */
  readonly withoutDatabase?: true;
  /** Runs on a machine other than the installation's: the command gets only a clock. */
  readonly withoutConfiguration?: true;
  /** @param argument empty if the command takes none. */
  run(app: INestApplicationContext, values: ValuesOf<O>, argument: string): Promise<void>;
}

export type CliCommand = CliSpec<Options>;

/** Declares an operator command. `src/cli.ts` loads the lists that every `cli.ts` exports by default. */
export function cliCommand<const O extends Options>(spec: CliSpec<O>): CliCommand {
  return spec;
}

/** The actor for operator commands. */
export const operator = systemActor('cli');

/** The command failed; exit code 1. */
export class CliFailure extends Error {}

/** The command line is invalid, e.g. has an unknown option; exit code 2. */
export class CliUsageError extends Error {}

/** @throws CliFailure */
export function fail(message: string): never {
  throw new CliFailure(message);
}

/** Writes one line for the operator. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
