import type { ServerClock } from './server-clock.js';

/**
 * Measures elapsed time. Adds, between two readings, the advance of the clock that advanced more: the monotonic clock
 * stops while the phone sleeps, and the device's clock may be set back.
 */
export class Stopwatch {
  #elapsed = 0;
  #now: number;
  #monotonic: number;

  constructor(private readonly clock: Pick<ServerClock, 'deviceMs' | 'monotonicMs'>) {
    this.#now = clock.deviceMs();
    this.#monotonic = clock.monotonicMs();
  }

  restart(): void {
    this.elapsedMs();
    this.#elapsed = 0;
  }

  elapsedMs(): number {
    const [now, count] = [this.clock.deviceMs(), this.clock.monotonicMs()];
    this.#elapsed += Math.max(0, now - this.#now, count - this.#monotonic);
    [this.#now, this.#monotonic] = [now, count];
    return this.#elapsed;
  }
}
