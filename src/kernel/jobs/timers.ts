import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';

/** Recurring upkeep of a process (folding, sealing). A run that takes longer than its interval is not doubled. */
@Injectable()
export class Timers implements OnApplicationShutdown {
  readonly #logger = new Logger('Timers');
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Map<string, Promise<unknown>>();

  every(milliseconds: number, name: string, work: () => Promise<unknown>): void {
    const timer = setInterval(() => {
      if (this.#running.has(name)) return;
      const run = work()
        .catch((error: unknown) => {
          this.#logger.error(`${name}: ${error instanceof Error ? error.name : 'failed'}`);
        })
        .finally(() => this.#running.delete(name));
      this.#running.set(name, run);
    }, milliseconds);
    this.#timers.push(timer);
  }

  async onApplicationShutdown(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running.values());
  }
}
