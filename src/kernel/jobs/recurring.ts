import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { AdvisoryLock, tryLock } from '../database/advisory-locks.js';
import { driverConnection } from '../database/driver-connection.js';
import { safeMessage } from '../errors/safe-text.js';

export interface RecurringSpec {
  /** Unique in the whole system; logged if a run fails. */
  readonly name: string;
  readonly everyMs: number;
  /** Runs in one process of the installation at a time; the others skip that run. Otherwise runs may be concurrent. */
  readonly singleton?: boolean;
}

interface Declared extends RecurringSpec {
  readonly method: string | symbol;
}

export interface RecurringJob extends RecurringSpec {
  readonly run: () => Promise<unknown>;
}

type ProviderClass = abstract new (...args: never[]) => object;

const declared = new Map<ProviderClass, Declared[]>();

/**
 * Calls a provider's method without arguments at an interval, in every process that runs jobs. Runs in the same process
 * do not overlap. Several processes may run it concurrently unless it is a `singleton`.
 */
export function Recurring(spec: RecurringSpec): MethodDecorator {
  return (target, method) => {
    const provider = target.constructor as ProviderClass;
    declared.set(provider, [...(declared.get(provider) ?? []), { ...spec, method }]);
  };
}

/** Finds the methods that {@link Recurring} marks and runs them until the process ends. */
@Injectable()
export class RecurringJobs implements OnApplicationShutdown {
  readonly #logger = new Logger('RecurringJobs');
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly em: EntityManager,
  ) {}

  /** @throws if two jobs share a name. */
  all(): RecurringJob[] {
    const jobs = new Map<string, RecurringJob>();
    for (const instance of new Set(this.discovery.getProviders().map((provider) => provider.instance as unknown))) {
      if (typeof instance !== 'object' || instance === null) continue;
      for (const { method, ...spec } of declared.get(instance.constructor as ProviderClass) ?? []) {
        if (jobs.has(spec.name)) throw new Error(`two recurring jobs are called '${spec.name}'`);
        const provider = instance as Record<string | symbol, () => Promise<unknown>>;
        jobs.set(spec.name, { ...spec, run: async () => provider[method]?.() });
      }
    }
    return [...jobs.values()];
  }

  start(): void {
    for (const job of this.all()) this.#timers.push(setInterval(() => void this.runOnce(job), job.everyMs));
  }

  /** Runs the job unless it is already running, and returns whether it did. A failure is logged, never thrown. */
  async runOnce(job: RecurringJob): Promise<boolean> {
    if (this.#running.has(job.name)) return false;
    const run = this.#runIfUnlocked(job).catch((error: unknown) => {
      this.#logger.error({ msg: `${job.name}: ${safeMessage(error)}`, job: job.name });
      return true;
    });
    this.#running.set(job.name, run);
    try {
      return await run;
    } finally {
      this.#running.delete(job.name);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running.values());
  }

  async #runIfUnlocked({ name, singleton = false, run }: RecurringJob): Promise<boolean> {
    if (!singleton) {
      await run();
      return true;
    }
    // The lock belongs to a transaction, so PostgreSQL releases it when the process dies.
    return this.em.fork().transactional(async (em) => {
      if (!(await tryLock(await driverConnection(em), AdvisoryLock.RecurringJob, name))) return false;
      await run();
      return true;
    });
  }
}
