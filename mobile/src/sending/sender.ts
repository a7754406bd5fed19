import type { SealedRecord } from '../storage/vault.js';
import { announcePending } from './announce-pending.js';
import { requestBackgroundSync, SENDING_LOCK } from './background-sync.js';
import { eraseOverdue } from './erase-overdue.js';
import { pendingRecords } from './pending-records.js';
import { reportErased } from './report-erased.js';
import { RetrySchedule } from './retry-schedule.js';
import { sendRecord } from './send-record.js';
import type { SendingContext } from './sending-context.js';
import { SendingStatus, type SendingState, type SendingView } from './sending-status.js';

/** Longest wait between two runs. */
const MAX_TIMER_MS = 3_600_000;

/**
 * Sends sealed records one after the other, and deletes each only after the server's signed response (§8.13, decision
 * 7).
 */
export class Sender {
  readonly #status = new SendingStatus();
  readonly #schedule: RetrySchedule;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;

  constructor(
    private readonly context: SendingContext,
    random: () => number = Math.random,
  ) {
    this.#schedule = new RetrySchedule(context, random);
  }

  get view(): SendingView {
    return this.#status.view;
  }

  /** @returns a function that ends the subscription. */
  readonly subscribe = (listener: () => void): (() => void) => this.#status.subscribe(listener);

  /** Sends now, and whenever the network is back, the app becomes visible again or a retry is due. */
  async start(): Promise<void> {
    const { vault } = this.context;
    for (const record of await vault.records()) {
      // The folio of a record that never passed its check was never shown (decision 3).
      if (!record.checked) await vault.discardRecord(record.folio);
    }
    addEventListener('online', () => void this.run(true));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.run(false);
      else this.#requestBackgroundSync();
    });
    if ('serviceWorker' in navigator) {
      navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent) => {
        // Means only that there may be a connection: a pause requested by the server still applies.
        if (data === 'send') void this.run(false);
      });
    }
    await this.run(false);
  }

  /**
   * Sends the pending records. Only one run at a time, over all windows.
   * @param now skips waiting times; true after a tap or when the network is back.
   */
  async run(now: boolean): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    clearTimeout(this.#timer);
    try {
      await navigator.locks.request(SENDING_LOCK, { ifAvailable: true }, (lock) =>
        lock ? this.#run(now) : this.#waitForOtherRun(),
      );
    } finally {
      this.#isRunning = false;
    }
  }

  /** Another window or the service worker is sending and does not report its end: checks again later. */
  async #waitForOtherRun(): Promise<void> {
    this.#settle(await pendingRecords(this.context.vault), 'elsewhere');
  }

  async #run(now: boolean): Promise<void> {
    const { vault } = this.context;
    let pending = await pendingRecords(vault);
    if (navigator.onLine && (now || !this.#schedule.isPaused())) {
      pending = await eraseOverdue(this.context, pending);
      // A failed report is repeated in the next run and must not delay the records that can be sent.
      await reportErased(this.context).catch(() => undefined);
    }
    if (pending.some(({ handedOver }) => handedOver === true)) pending = await announcePending(this.context, pending);
    const obstacle = connectionObstacle(await vault.setting('wifiOnly'));
    const due = this.#schedule.due(pending, now);
    if (obstacle === undefined && due.length > 0) {
      const last = await this.#sendAll(due, pending.length);
      // Read again: some were captured meanwhile.
      this.#settle(await announcePending(this.context, await pendingRecords(vault)), last);
      return;
    }
    if (obstacle === 'wifi-only' && (now || !this.#schedule.isPaused())) {
      pending = await announcePending(this.context, pending, (error) => this.#schedule.pauseAfter(error));
    }
    const { state } = this.view;
    this.#settle(pending, obstacle ?? (state === 'opening' || state === 'elsewhere' ? 'idle' : state));
  }

  /** @returns the state to show after the last record. */
  async #sendAll(due: readonly SealedRecord[], pendingCount: number): Promise<SendingState> {
    this.#status.update({ state: 'sending', pending: pendingCount, total: due.length, done: 0, nextAt: undefined });
    const heldDevices = new Set<string>();
    let sent = 0;
    let last: SendingState = 'idle';
    for (const record of due) {
      if (heldDevices.has(record.deviceId)) continue;
      this.#status.update({ folio: record.folio });
      const outcome = await sendRecord(this.context, this.#schedule, record);
      if (outcome === 'offline' || outcome === 'busy' || outcome === 'untrusted') return outcome;
      this.#schedule.resetBackOff();
      if (outcome === 'sent') sent += 1;
      else last = 'refused';
      if (outcome === 'held') heldDevices.add(record.deviceId);
      this.#status.update({ done: sent, pending: pendingCount - sent });
    }
    return last;
  }

  #settle(pending: readonly SealedRecord[], state: SendingState): void {
    const isIdle = pending.length === 0;
    const nextAt = isIdle ? undefined : this.#scheduleRun(pending, state);
    this.#status.update({ state: isIdle ? 'idle' : state, pending: pending.length, folio: undefined, nextAt });
    this.#requestBackgroundSync();
  }

  /** @returns when the next run is due, in milliseconds of the device's clock. */
  #scheduleRun(pending: readonly SealedRecord[], state: SendingState): number {
    clearTimeout(this.#timer);
    const nextAt = this.#schedule.nextRunAt(pending, state);
    const waitMs = Math.min(nextAt - this.context.clock.deviceMs(), MAX_TIMER_MS);
    this.#timer = setTimeout(() => void this.run(false), waitMs);
    return nextAt;
  }

  #requestBackgroundSync(): void {
    if (this.view.pending > 0) requestBackgroundSync();
  }
}

/** Why the connection must not be used now; undefined if it may. */
function connectionObstacle(wifiOnly: boolean | undefined): 'offline' | 'wifi-only' | undefined {
  if (!navigator.onLine) return 'offline';
  const { connection } = navigator as { readonly connection?: { readonly type?: string } };
  return wifiOnly === true && connection?.type === 'cellular' ? 'wifi-only' : undefined;
}
