import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { longJobSpec, type LongJob, type LongJobSpecification } from './long-job-decorator.js';
import type { KnownLongJob } from './long-job-steps.js';

/** Every kind of long job that a module provides. */
@Injectable()
export class LongJobKinds {
  #byKind: ReadonlyMap<string, KnownLongJob> | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  names(): string[] {
    return [...this.#kinds().keys()];
  }

  specs(): LongJobSpecification[] {
    return [...this.#kinds().values()].map(({ spec }) => spec);
  }

  /** Undefined for a kind that only a newer version of the system knows. */
  find(kind: string): KnownLongJob | undefined {
    return this.#kinds().get(kind);
  }

  get(kind: string): KnownLongJob {
    const known = this.find(kind);
    if (!known) throw new Error(`there is no long job kind ${kind}`);
    return known;
  }

  #kinds(): ReadonlyMap<string, KnownLongJob> {
    this.#byKind ??= new Map(
      this.discovery.getProviders().flatMap((wrapper) => {
        const job = wrapper.instance as LongJob | undefined;
        const spec = job ? longJobSpec(job.constructor) : undefined;
        return job && spec ? [[spec.kind, { spec, job }]] : [];
      }),
    );
    return this.#byKind;
  }
}
