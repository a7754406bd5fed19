import { BusyError } from '../server/errors.js';
import type { SealedRecord } from '../storage/vault.js';
import { backOff } from './back-off.js';
import type { SendingContext } from './sending-context.js';
import type { SendingState } from './sending-status.js';

const MINUTE_MS = 60_000;

/** When to send: pauses all records after a failed connection or a busy server, and single records after a refusal. */
export class RetrySchedule {
  /** Consecutive failures of the connection or the server. */
  #failures = 0;
  #pausedUntil = 0;

  constructor(
    private readonly context: Pick<SendingContext, 'vault' | 'clock'>,
    private readonly random: () => number,
  ) {}

  isPaused(): boolean {
    return this.context.clock.deviceMs() < this.#pausedUntil;
  }

  /** Pauses every record: they share connection and server. */
  async pauseAfter(error: unknown): Promise<void> {
    this.#failures += 1;
    const requested = error instanceof BusyError ? (error.retryAfterMs ?? 0) : 0;
    const waitMs = Math.max(requested, backOff(this.#failures, this.random()));
    this.#pausedUntil = this.context.clock.deviceMs() + waitMs;
    await this.context.vault.saveSetting('sendingRestsUntil', this.#pausedUntil);
  }

  /** Called after any response about a record. */
  resetBackOff(): void {
    this.#failures = 0;
  }

  /**
   * The records to send now. Those with the fewest attempts come first, so that one that always fails does not block
   * the rest.
   * @param now true to skip all waiting times.
   */
  due(pending: readonly SealedRecord[], now: boolean): SealedRecord[] {
    if (!now && this.isPaused()) return [];
    const at = this.context.clock.deviceMs();
    return pending
      .filter(({ nextAttemptAt }) => now || nextAttemptAt <= at)
      .sort((a, b) => a.attempts - b.attempts || (a.capturedAt < b.capturedAt ? -1 : 1));
  }

  /** @returns when the next run is due, in milliseconds of the device's clock. */
  nextRunAt(pending: readonly SealedRecord[], state: SendingState): number {
    const earliest = pending.reduce((least, { nextAttemptAt }) => Math.min(least, nextAttemptAt), Infinity);
    // Without a usable connection, checking more often changes nothing; the `online` event starts a run as well.
    const pauseMs = state === 'wifi-only' || !navigator.onLine ? MINUTE_MS : 1000;
    return Math.max(this.context.clock.deviceMs() + pauseMs, this.#pausedUntil, earliest);
  }
}
