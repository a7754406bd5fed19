import type { z } from 'zod';

/** Figures by name, e.g. `{ registered: 120 }`. Numbers alone, so that no personal data can be in them. */
export type Figures = Readonly<Record<string, number>>;

/** What a step is given. */
export interface LongJobStep<Input, Checkpoint> {
  readonly jobId: string;
  readonly input: Input;
  /** Where the step before ended; null in the first step of a job that was not started in shards. */
  readonly checkpoint: Checkpoint | null;
  /** Items done so far in this shard. */
  readonly done: number;
  /** Null until a step has said it. */
  readonly total: number | null;
}

/** A part of a job that runs beside the others, with the place it begins at. */
export interface Shard<Checkpoint> {
  readonly checkpoint: Checkpoint;
  readonly total?: number;
}

/** What a step answers. */
export interface LongJobProgress<Checkpoint> {
  /** Where the next step begins. Never personal data. */
  readonly checkpoint: Checkpoint;
  /** Items done in this shard, those of this step included; never fewer than before. */
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
  readonly finished?: boolean;
  /** With `finished`: what came of this shard. The results of all shards are added up. */
  readonly result?: Figures;
  /** With `finished`: the rest of the work, as shards of the same job. */
  readonly shards?: readonly Shard<Checkpoint>[];
}

/**
 * A long job (decision 44). Each step is one transaction: what it writes through `UnitOfWork` is committed with its
 * checkpoint, or not at all. A step should take no longer than a few seconds.
 */
export interface LongJob<Input = unknown, Checkpoint = unknown> {
  step(step: LongJobStep<Input, Checkpoint>): Promise<LongJobProgress<Checkpoint>>;
  /** Runs in the transaction that cancels the job, after its last step. */
  cancelled?(input: Input, jobId: string): Promise<void>;
}

/** Of a job that is started in the transaction of its caller. */
export interface LongJobStart<Checkpoint> {
  /** While a job of the kind with this key is unfinished, no second one is started. */
  readonly dedupeKey: string;
  /** The territory whose officials see it; without one only those who see every territory. */
  readonly territory?: string | undefined;
  /** The audit chain it belongs to; `system` without one. */
  readonly stream?: string | undefined;
  /** Without them the job begins as one shard without a checkpoint. */
  readonly shards?: readonly Shard<Checkpoint>[] | undefined;
}

export interface StartedLongJob {
  readonly jobId: string;
  /** It was there before, unfinished. */
  readonly existing: boolean;
}

export interface LongJobSpecification<Input = unknown, Checkpoint = unknown> {
  /** `context.verb-object`: the name in the audit trail. */
  readonly kind: string;
  readonly input: z.ZodType<Input>;
  readonly checkpoint: z.ZodType<Checkpoint>;
  /** Who holds this permission sees the jobs of this kind. */
  readonly permission: string;
  /** As the page 'Trabajos' calls it. */
  readonly title: string;
  /** What is counted, one and many: 'fila', 'filas'. */
  readonly items: readonly [one: string, many: string];
  /** How the page 'Trabajos' calls each figure of the result, by its name. */
  readonly figures: Readonly<Record<string, string>>;
}

export type LongJobClass<Input = never, Checkpoint = never> = new (...args: never[]) => LongJob<Input, Checkpoint>;

const specifications = new WeakMap<object, LongJobSpecification>();

/** Binds a provider class to its kind. The worker finds it wherever a module provides it. */
export const LongJobSpec =
  <Input, Checkpoint>(specification: LongJobSpecification<Input, Checkpoint>) =>
  (target: new (...args: never[]) => LongJob<Input, Checkpoint>): void => {
    specifications.set(target, specification);
  };

export function longJobSpec(target: object): LongJobSpecification | undefined {
  return specifications.get(target);
}
