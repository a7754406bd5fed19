import type { Clock } from '../clock/clock.js';
import { OutageError, type OutageService } from './outage.js';

/** Number of consecutive outages after which the service is no longer called. */
const OUTAGES_BEFORE_OPENING = 3;
/** How long the service is not called. Then one call tries it. */
const OPEN_MS = 30_000;

/**
 * Stops calling a service that is down, so that each call does not wait for its timeout. Every 30 seconds one trial
 * call checks whether the service responds again. One instance per service and process.
 */
export class CircuitBreaker {
  #outages = 0;
  #open: { readonly until: Date; readonly reason: string } | undefined;
  #trying = false;

  constructor(
    private readonly service: OutageService,
    private readonly clock: Clock,
    private readonly onChange: (state: 'open' | 'closed', reason: string) => void = () => undefined,
  ) {}

  /** Why the service is not called now, with the time of the next call; undefined if it can be called. */
  get outage(): OutageError | undefined {
    if (this.#open === undefined) return undefined;
    const { until, reason } = this.#open;
    const now = this.clock.now();
    if (now >= until && !this.#trying) return undefined;
    return new OutageError(this.service, reason, { retryAt: now < until ? until : after(now) });
  }

  /**
   * @param call throws an {@link OutageError} if the service is down.
   * @throws OutageError without calling the service, while it is down.
   */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    const { outage } = this;
    if (outage) throw outage;
    const isTrial = this.#open !== undefined;
    if (isTrial) this.#trying = true;
    try {
      const result = await call();
      this.#close();
      return result;
    } catch (error) {
      if (error instanceof OutageError && !error.onlyThisItem) throw this.#failed(error, isTrial);
      // The service responded.
      this.#close();
      throw error;
    } finally {
      if (isTrial) this.#trying = false;
    }
  }

  #failed(error: OutageError, isTrial: boolean): OutageError {
    const { reason } = error;
    this.#outages += 1;
    if (!isTrial && this.#outages < OUTAGES_BEFORE_OPENING) return error;
    if (this.#open === undefined) this.onChange('open', reason);
    const until = after(this.clock.now());
    this.#open = { until, reason };
    return new OutageError(this.service, reason, { retryAt: until, cause: error });
  }

  #close(): void {
    if (this.#open !== undefined) this.onChange('closed', '');
    this.#outages = 0;
    this.#open = undefined;
  }
}

function after(now: Date): Date {
  return new Date(now.getTime() + OPEN_MS);
}
