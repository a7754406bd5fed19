import type { INestApplicationContext } from '@nestjs/common';
import { systemActor } from '../access/actor.js';

export interface CliOption {
  /** What stands for the value in the help, e.g. `AAAA-MM-DD`. */
  readonly value: string;
  readonly purpose: string;
  readonly required?: boolean;
}

type Options = Readonly<Record<string, CliOption>>;
type ValuesOf<O extends Options> = {
  readonly [Name in keyof O]: O[Name]['required'] extends true ? string : string | undefined;
};

export interface CliSpec<O extends Options> {
  /** The words that call it, e.g. `roll load`. */
  readonly name: string;
  /** What it does, in Spanish: the operators of the institute read it. */
  readonly purpose: string;
  /** The file it reads or writes, if it takes one. */
  readonly argument?: { readonly name: string; readonly purpose: string };
  readonly options?: O;
  /** When it ends with 1 though nothing failed, e.g. because some lines were refused. */
  readonly endsWithOneWhen?: string;
  /** @param argument empty when the command takes none. */
  run(app: INestApplicationContext, values: ValuesOf<O>, argument: string): Promise<void>;
}

export type CliCommand = CliSpec<Options>;

/** A command of the operators. `src/cli.ts` finds the default export of every `cli.ts`: a list of these. */
export function cliCommand<const O extends Options>(spec: CliSpec<O>): CliCommand {
  return spec;
}

/** Who acts when an operator calls a command. */
export const operator = systemActor('cli');

/** The command could not do its work; it ends with 1. */
export class CliFailure extends Error {}

/** The command line is wrong, e.g. an unknown option; it ends with 2. */
export class CliUsageError extends Error {}

/** @throws CliFailure */
export function fail(sentence: string): never {
  throw new CliFailure(sentence);
}

/** Writes one line for the operator. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
