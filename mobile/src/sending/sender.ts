import type { ServerClock } from '../clock/server-clock.js';
import { verifyReceipt, verifyRefusal } from '../crypto/index.js';
import type { Server } from '../server/api.js';
import { BusyError, OfflineError, RefusedError } from '../server/errors.js';
import type { KeyRing } from '../server/key-ring.js';
import type { SealedRecord, Vault } from '../storage/vault.js';
import { announce, signedManifest } from './announcer.js';
import { backOff } from './back-off.js';
import { mayBeErased, OVERDUE } from './overdue.js';
import { tellErased } from './tell-erased.js';

/** Why sending rests, as the person is told it. */
export type SendingState = 'opening' | 'idle' | 'sending' | 'elsewhere' | 'offline' | 'busy' | 'wifi-only' | 'refused';

export interface SendingView {
  readonly state: SendingState;
  readonly waiting: number;
  /** Of the run that goes on: how many it began with, how many have their receipt. */
  readonly total: number;
  readonly done: number;
  /** The record that is on its way. */
  readonly folio?: string;
  /** Milliseconds of the device's clock at which the next try is due, while sending rests. */
  readonly nextAt?: number;
}

/** Also named in the background's part of the service worker: never two at a time on one telephone. */
const LOCK = 'apoyo-ciudadano-envio';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A record that arrived spoilt on a bad line is sent again; how often, before the person is told of it. */
const TRIES_OF_A_SPOILT = 5;
const SPOILT: ReadonlySet<string> = new Set([
  'INTAKE.CONTAINER_INVALID',
  'INTAKE.CONTAINER_TOO_LONG',
  'INTAKE.CONTAINER_TRUNCATED',
  'INTAKE.DIGEST_DIFFERS',
  'INTAKE.LENGTH_MISSING',
]);

/** Said of a record, and true of all that its device holds; a later try may pass. */
const OF_THE_WHOLE_DEVICE: ReadonlySet<string> = new Set([
  'INTAKE.DEVICE_SUSPENDED',
  'INTAKE.DEVICE_UNKNOWN',
  'INTAKE.PERIOD_INACTIVE',
  'INTAKE.PERIOD_NOT_OPEN',
]);

type Outcome = 'sent' | 'refused' | 'held' | 'offline' | 'busy';

/** Sends sealed records one after the other and lets each go only on the server's signed word (§8.13, decision 7). */
export class Sender {
  readonly #listeners = new Set<() => void>();
  #view: SendingView = { state: 'opening', waiting: 0, total: 0, done: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  /** How often in a row the line or the server failed, and until when nothing is tried. */
  #failures = 0;
  #restUntil = 0;

  constructor(
    private readonly vault: Vault,
    private readonly server: Pick<Server, 'sendSupport' | 'resumeSupport' | 'announce' | 'reportErased'>,
    private readonly keys: Pick<KeyRing, 'verifying'>,
    private readonly clock: Pick<ServerClock, 'deviceMs' | 'lastTold'>,
    private readonly random: () => number = Math.random,
  ) {}

  get view(): SendingView {
    return this.#view;
  }

  /** @returns how to stop listening. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Sending goes on when the app opens, when the network is back, and when somebody looks at the app again. */
  async start(): Promise<void> {
    for (const record of await this.vault.records()) {
      // Records that never passed their check were never told to anybody: out with them (decision 3).
      if (!record.checked) await this.vault.discardRecord(record.folio);
    }
    addEventListener('online', () => void this.run(true));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.run(false);
      else this.#askForBackground();
    });
    if ('serviceWorker' in navigator) {
      navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent) => {
        // Only that a line may be there: a server that asked for time is left alone.
        if (data === 'send') void this.run(false);
      });
    }
    await this.run(false);
  }

  /**
   * Sends what waits. One run at a time, also among several windows.
   * @param now true when the person or the network asks: waiting times are skipped.
   */
  async run(now: boolean): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    try {
      await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) =>
        lock ? this.#run(now) : this.#lookAgainLater(),
      );
    } finally {
      this.#running = false;
    }
  }

  /** Another window or the background sends, and tells nobody when it has done: what it handed over waits for its receipt. */
  async #lookAgainLater(): Promise<void> {
    this.#settle(await this.#waiting(), 'elsewhere');
  }

  async #run(now: boolean): Promise<void> {
    let waiting = await this.#eraseOverdue(await this.#waiting());
    // What it does not hear now it hears with the next run; the records that can still be sent do not wait for it.
    if (navigator.onLine) await tellErased(this.vault, this.server).catch(() => undefined);
    waiting = await this.#takeHandedOver(waiting);
    const rest = this.#reasonToRest(await this.vault.setting('wifiOnly'));
    const due = this.#due(waiting, now);
    if (rest !== undefined || due.length === 0) {
      const mayAsk = now || this.clock.deviceMs() >= this.#restUntil;
      if (rest === 'wifi-only' && mayAsk) waiting = await this.#announce(waiting, (error) => this.#rest(error));
      const { state } = this.#view;
      this.#settle(waiting, rest ?? (state === 'opening' || state === 'elsewhere' ? 'idle' : state));
      return;
    }
    this.#show({ state: 'sending', waiting: waiting.length, total: due.length, done: 0, nextAt: undefined });
    let left = waiting.length;
    let last: SendingState = 'idle';
    const held = new Set<string>();
    for (const record of due) {
      if (held.has(record.deviceId)) continue;
      this.#show({ folio: record.folio });
      const outcome = await this.#send(record);
      if (outcome === 'offline' || outcome === 'busy') {
        last = outcome;
        break;
      }
      this.#failures = 0;
      if (outcome === 'sent') left -= 1;
      else last = 'refused';
      if (outcome === 'held') held.add(record.deviceId);
      this.#show({ done: this.#view.done + (outcome === 'sent' ? 1 : 0), waiting: left });
    }
    // Read anew once: some were captured meanwhile.
    waiting = await this.#announce(await this.#waiting());
    this.#settle(waiting, last);
  }

  /** Those that failed least come first: one that always fails must not keep the others waiting. */
  #due(waiting: readonly SealedRecord[], now: boolean): SealedRecord[] {
    const at = this.clock.deviceMs();
    if (!now && at < this.#restUntil) return [];
    return waiting
      .filter(({ nextAttemptAt }) => now || nextAttemptAt <= at)
      .sort((a, b) => a.attempts - b.attempts || (a.capturedAt < b.capturedAt ? -1 : 1));
  }

  #settle(waiting: readonly SealedRecord[], state: SendingState): void {
    const nextAt = this.#plan(waiting, state);
    const idle = waiting.length === 0;
    this.#show({ state: idle ? 'idle' : state, waiting: waiting.length, folio: undefined, nextAt });
    if (!idle) this.#askForBackground();
  }

  /**
   * What cannot be sent now is at least made known (decision 6). An announcement that fails is tried again with the next run.
   * @returns what still waits.
   */
  async #announce(
    waiting: readonly SealedRecord[],
    failed: (error: unknown) => Promise<void> = () => Promise.resolve(),
  ): Promise<SealedRecord[]> {
    const left = new Map(waiting.map((record) => [record.folio, record]));
    try {
      for await (const { record, answer } of announce(this.vault, this.server, waiting)) {
        if (answer.state === 'received') {
          await this.#keepReceipt(record, answer.receipt);
          left.delete(record.folio);
        } else if (record.handedOver === true || answer.state === 'announced') {
          const told = { ...record, announced: record.announced === true || answer.state === 'announced' };
          await this.vault.updateRecord({ ...told, handedOver: false });
          left.set(record.folio, { ...told, handedOver: false });
        }
      }
    } catch (error) {
      // The sending itself tells the person of a server that does not answer.
      await failed(error);
    }
    return [...left.values()];
  }

  /** What the background gave to the server while no window was open: its receipts are asked for, not its bytes sent again. */
  async #takeHandedOver(waiting: SealedRecord[]): Promise<SealedRecord[]> {
    return waiting.some(({ handedOver }) => handedOver === true) ? this.#announce(waiting) : waiting;
  }

  async #waiting(): Promise<SealedRecord[]> {
    const records = await this.vault.records();
    return records.filter(({ checked }) => checked);
  }

  #reasonToRest(wifiOnly: boolean | undefined): SendingState | undefined {
    if (!navigator.onLine) return 'offline';
    const { connection } = navigator as { readonly connection?: { readonly type?: string } };
    return wifiOnly === true && connection?.type === 'cellular' ? 'wifi-only' : undefined;
  }

  async #send(record: SealedRecord): Promise<Outcome> {
    const container = await this.vault.container(record.folio);
    if (!container) return 'refused';
    try {
      // What was tried before may lie there in part.
      const receipt =
        record.attempts > 0
          ? this.server.resumeSupport(record.folio, record.integrityCode, container)
          : this.server.sendSupport(record.folio, container);
      await this.#keepReceipt(record, await receipt);
      return 'sent';
    } catch (error) {
      if (error instanceof RefusedError && error.problem.refusal !== undefined) {
        const buried = await this.#bury(record, error.problem.refusal, error.problem.detail);
        if (buried) return 'refused';
      }
      return this.#postpone(record, error);
    }
  }

  /** @throws UntrustedError when it is not signed, or is not for these bytes: then the record stays. */
  async #keepReceipt(record: SealedRecord, jws: string): Promise<void> {
    const receipt = await this.keys.verifying((keys) => verifyReceipt(keys, jws));
    const mine =
      receipt.folio === record.folio && receipt.integrityCode === record.integrityCode && receipt.size === record.size;
    if (!mine) throw new Error('the receipt is for another record');
    const { folio, deviceId } = record;
    const { receivedAt, integrityCode } = receipt;
    await this.vault.replaceByReceipt({ folio, deviceId, receivedAt, integrityCode, jws });
  }

  async #bury(record: SealedRecord, jws: string, reason: string): Promise<boolean> {
    try {
      const refusal = await this.keys.verifying((keys) => verifyRefusal(keys, jws));
      if (refusal.folio !== record.folio || refusal.integrityCode !== record.integrityCode) return false;
      const { folio, deviceId } = record;
      const { code, refusedAt } = refusal;
      await this.vault.replaceByTombstone({ folio, deviceId, code, reason, refusedAt, jws });
      return true;
    } catch {
      return false;
    }
  }

  /**
   * So long after the grace nobody will take it: it goes, and what it was stays known (decision 7).
   * @returns what still waits.
   */
  async #eraseOverdue(waiting: SealedRecord[]): Promise<SealedRecord[]> {
    const told = this.clock.lastTold();
    if (told === undefined || waiting.length === 0) return waiting;
    const enrolments = await this.vault.enrolments();
    const overdue = new Set(waiting.filter((record) => mayBeErased(record, enrolments, told)));
    for (const { folio, deviceId } of overdue) {
      const signed = await signedManifest(this.vault, folio);
      const tombstone = { folio, deviceId, ...OVERDUE, refusedAt: new Date(told).toISOString() };
      await this.vault.replaceByTombstone({ ...tombstone, ...(signed && { untold: signed }) });
    }
    return waiting.filter((record) => !overdue.has(record));
  }

  async #postpone(record: SealedRecord, error: unknown): Promise<Outcome> {
    const attempts = record.attempts + 1;
    const now = this.clock.deviceMs();
    const refused = error instanceof RefusedError ? error.problem : undefined;
    const final = refused && !(SPOILT.has(refused.code) && attempts < TRIES_OF_A_SPOILT);
    if (refused && OF_THE_WHOLE_DEVICE.has(refused.code)) {
      await this.#holdBack(record.deviceId, { nextAttemptAt: now + HOUR_MS, problem: refused.detail });
      return 'held';
    }
    if (final) {
      await this.vault.updateRecord({ ...record, attempts, nextAttemptAt: now + HOUR_MS, problem: refused.detail });
      return 'refused';
    }
    await this.vault.updateRecord({ ...record, attempts });
    await this.#rest(error);
    return error instanceof OfflineError ? 'offline' : 'busy';
  }

  /** Line and server are the same for every record: all of them wait. */
  async #rest(error: unknown): Promise<void> {
    this.#failures += 1;
    const asked = error instanceof BusyError ? (error.retryAfterMs ?? 0) : 0;
    this.#restUntil = this.clock.deviceMs() + Math.max(asked, backOff(this.#failures, this.random()));
    await this.vault.saveSetting('sendingRestsUntil', this.#restUntil);
  }

  /** The same would be said of each of them, after all its bytes had gone over the line. */
  async #holdBack(deviceId: string, until: Pick<SealedRecord, 'nextAttemptAt' | 'problem'>): Promise<void> {
    for (const record of await this.#waiting()) {
      if (record.deviceId === deviceId) await this.vault.updateRecord({ ...record, ...until });
    }
  }

  /** @returns when it goes on, by the device's clock. */
  #plan(waiting: readonly SealedRecord[], state: SendingState): number | undefined {
    clearTimeout(this.#timer);
    if (waiting.length === 0) return undefined;
    const now = this.clock.deviceMs();
    const earliest = waiting.reduce((least, { nextAttemptAt }) => Math.min(least, nextAttemptAt), Infinity);
    // Without a line nothing changes by asking; an event tells of it as well.
    const soonest = state === 'wifi-only' || !navigator.onLine ? MINUTE_MS : 1000;
    const next = Math.max(now + soonest, this.#restUntil, earliest);
    this.#timer = setTimeout(() => void this.run(false), Math.min(next - now, HOUR_MS));
    return next;
  }

  /**
   * Where the browser offers it, it sends what waits when the network is back and no window is looked at: tried, not promised.
   * Asked for while somebody looks, it would come at once, to this very window, time and again.
   */
  #askForBackground(): void {
    if (this.#view.waiting === 0 || document.visibilityState === 'visible' || !('serviceWorker' in navigator)) return;
    void navigator.serviceWorker
      .getRegistration()
      .then((registration) => {
        const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } };
        return sync?.register(LOCK);
      })
      .catch(() => undefined);
  }

  #show(change: Partial<SendingView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
