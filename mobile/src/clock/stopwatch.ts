import type { ServerClock } from './server-clock.js';

/**
 * How long something has lasted on this telephone. Between two looks counts whichever went further: the count stands
 * still while the phone sleeps, and the device's clock may be turned back.
 */
export class Stopwatch {
  #elapsed = 0;
  #now: number;
  #count: number;

  constructor(private readonly clock: Pick<ServerClock, 'deviceMs' | 'countMs'>) {
    this.#now = clock.deviceMs();
    this.#count = clock.countMs();
  }

  restart(): void {
    this.elapsedMs();
    this.#elapsed = 0;
  }

  elapsedMs(): number {
    const [now, count] = [this.clock.deviceMs(), this.clock.countMs()];
    this.#elapsed += Math.max(0, now - this.#now, count - this.#count);
    [this.#now, this.#count] = [now, count];
    return this.#elapsed;
  }
}
