import type { z } from 'zod';

/** Counts by name, e.g. `{ registered: 120 }`. Only numbers, so that they cannot contain personal data. */
export type Figures = Readonly<Record<string, number>>;

/** The input of a step. */
export interface LongJobStep<Input, Checkpoint> {
  readonly jobId: string;
  readonly input: Input;
  /** From the previous step; null in the first step of a job that was not started with shards. */
  readonly checkpoint: Checkpoint | null;
  /** Items done so far in this shard. */
  readonly done: number;
  /** Null until a step has returned it. */
  readonly total: number | null;
}

/** A part of a job that runs concurrently with the others, with its first checkpoint. */
export interface Shard<Checkpoint> {
  readonly checkpoint: Checkpoint;
  readonly total?: number;
}

/** The result of a step. */
export interface LongJobProgress<Checkpoint> {
  /** Where the next step starts. Never personal data. */
  readonly checkpoint: Checkpoint;
  /** Items done in this shard, including this step; never decreases. */
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  readonly finished?: boolean;
  /** With `finished`: the result of this shard. The results of all shards are added up. */
  readonly result?: Figures;
  /** With `finished`: the rest of the work, as shards of the same job. */
  readonly shards?: readonly Shard<Checkpoint>[];
}

/**
 * A long job (decision 44). Each step is one transaction: its writes through `UnitOfWork` are committed with its
 * checkpoint or not at all. A step should take at most a few seconds.
 */
export interface LongJob<Input = unknown, Checkpoint = unknown> {
  step(step: LongJobStep<Input, Checkpoint>): Promise<LongJobProgress<Checkpoint>>;
  /** Runs in the transaction that cancels the job, after its last step. */
  cancelled?(input: Input, jobId: string): Promise<void>;
}

/** Options for starting a job in the caller's transaction. */
export interface LongJobStart<Checkpoint> {
  /** No second job of the kind is started while one with this key is unfinished. */
  readonly dedupeKey: string;
  /** The territory whose officials see it; if absent, only officials of all territories. */
  readonly territory?: string | undefined;
  /** The audit chain; defaults to `system`. */
  readonly stream?: string | undefined;
  /** Defaults to one shard without a checkpoint. */
  readonly shards?: readonly Shard<Checkpoint>[] | undefined;
}

export interface StartedLongJob {
  readonly jobId: string;
  /** An unfinished job with the same key existed already. */
  readonly existing: boolean;
}

export interface LongJobSpecification<Input = unknown, Checkpoint = unknown> {
  /** `context.verb-object`; recorded in the audit trail. */
  readonly kind: string;
  readonly input: z.ZodType<Input>;
  readonly checkpoint: z.ZodType<Checkpoint>;
  /** Required to see the jobs of this kind. */
  readonly permission: string;
  /** Shown on the page 'Trabajos'. */
  readonly title: string;
  /** What is counted, singular and plural: 'fila', 'filas'. */
  readonly items: readonly [one: string, many: string];
  /** The label of each count of the result on the page 'Trabajos', by name. */
  readonly figures: Readonly<Record<string, string>>;
  /** False if its effects must be complete: an operator cannot cancel it. Defaults to true. */
  readonly cancellable?: boolean;
}

export type LongJobClass<Input = never, Checkpoint = never> = new (...args: never[]) => LongJob<Input, Checkpoint>;

const specifications = new WeakMap<object, LongJobSpecification>();

/** Declares a provider class as a kind of long job. The worker finds it in any module. */
export const LongJobSpec =
  <Input, Checkpoint>(specification: LongJobSpecification<Input, Checkpoint>) =>
  (target: new (...args: never[]) => LongJob<Input, Checkpoint>): void => {
    specifications.set(target, specification);
  };

export function longJobSpec(target: object): LongJobSpecification | undefined {
  return specifications.get(target);
}
