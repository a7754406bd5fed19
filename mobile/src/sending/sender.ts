import type { ServerClock } from '../clock/server-clock.js';
import { sha256Hex, verifyReceipt, verifyRefusal } from '../crypto/index.js';
import { parseHeader } from '../../../src/contexts/intake/wire/index.js';
import { BusyError, OfflineError, RefusedError, type Server } from '../server/api.js';
import type { KeyRing } from '../server/key-ring.js';
import type { SealedRecord, Vault } from '../storage/vault.js';
import { announce } from './announcer.js';
import { backOff } from './back-off.js';

/** Why sending rests, as the person is told it. */
export type SendingState = 'idle' | 'sending' | 'offline' | 'busy' | 'wifi-only' | 'refused';

export interface SendingView {
  readonly state: SendingState;
  readonly waiting: number;
  /** Of the run that goes on: how many it began with, how many have their receipt. */
  readonly total: number;
  readonly done: number;
}

const LOCK = 'apoyo-ciudadano-envio';
const HOUR_MS = 3_600_000;

type Outcome = 'sent' | 'refused' | 'offline' | 'busy';

/** Sends sealed records one after the other and lets each go only on the server's signed word (§8.13, decision 7). */
export class Sender {
  readonly #listeners = new Set<() => void>();
  #view: SendingView = { state: 'idle', waiting: 0, total: 0, done: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;

  constructor(
    private readonly vault: Vault,
    private readonly server: Pick<Server, 'sendSupport' | 'announce'>,
    private readonly keys: Pick<KeyRing, 'verifying'>,
    private readonly clock: Pick<ServerClock, 'deviceMs'>,
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

  /** Records that never passed their check were never told to anybody: out with them (decision 3). */
  async start(): Promise<void> {
    for (const record of await this.vault.records()) {
      if (!record.checked) await this.vault.discardRecord(record.folio);
    }
    addEventListener('online', () => void this.run(true));
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
      await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? this.#run(now) : undefined));
    } finally {
      this.#running = false;
    }
  }

  async #run(now: boolean): Promise<void> {
    const waiting = await this.#waiting();
    const due = waiting.filter(({ nextAttemptAt }) => now || nextAttemptAt <= this.clock.deviceMs());
    const rest = this.#reasonToRest(await this.vault.setting('wifiOnly'));
    if (rest !== undefined || due.length === 0) {
      if (rest === 'wifi-only') await this.#announce(waiting);
      this.#show({ state: waiting.length === 0 ? 'idle' : (rest ?? this.#view.state), waiting: waiting.length });
      this.#plan(waiting);
      return;
    }
    this.#show({ state: 'sending', waiting: waiting.length, total: due.length, done: 0 });
    let last: SendingState = 'idle';
    for (const record of due) {
      const outcome = await this.#send(record);
      if (outcome === 'offline' || outcome === 'busy') {
        last = outcome;
        break;
      }
      if (outcome === 'refused') last = 'refused';
      else this.#show({ done: this.#view.done + 1 });
      this.#show({ waiting: (await this.#waiting()).length });
    }
    if (last !== 'offline') await this.#announce(await this.#waiting());
    const left = await this.#waiting();
    this.#show({ state: left.length === 0 ? 'idle' : last, waiting: left.length });
    this.#plan(left);
  }

  /** What cannot be sent now is at least made known (decision 6). An announcement that fails is tried again with the next run. */
  async #announce(waiting: readonly SealedRecord[]): Promise<void> {
    try {
      for await (const { record, size, answer } of announce(this.vault, this.server, waiting)) {
        if (answer.state === 'received') await this.#keepReceipt(record, size, answer.receipt);
        if (answer.state === 'announced') await this.vault.updateRecord({ ...record, announced: true });
      }
    } catch {
      // The sending itself tells the person of a server that does not answer.
    }
  }

  async #waiting(): Promise<SealedRecord[]> {
    const records = await this.vault.records();
    return records.filter(({ checked }) => checked).sort((a, b) => (a.capturedAt < b.capturedAt ? -1 : 1));
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
      await this.#keepReceipt(record, container.length, await this.server.sendSupport(record.folio, container));
      return 'sent';
    } catch (error) {
      if (error instanceof RefusedError && error.problem.refusal !== undefined) {
        const buried = await this.#bury(record, container, error.problem.refusal, error.problem.detail);
        if (buried) return 'refused';
      }
      return this.#postpone(record, error);
    }
  }

  /** @throws UntrustedError when it is not signed, or is not for these bytes: then the record stays. */
  async #keepReceipt(record: SealedRecord, size: number, jws: string): Promise<void> {
    const receipt = await this.keys.verifying((keys) => verifyReceipt(keys, jws));
    const mine =
      receipt.folio === record.folio && receipt.integrityCode === record.integrityCode && receipt.size === size;
    if (!mine) throw new Error('the receipt is for another record');
    const { folio, deviceId } = record;
    const { receivedAt, integrityCode } = receipt;
    await this.vault.replaceByReceipt({ folio, deviceId, receivedAt, integrityCode, jws });
  }

  async #bury(record: SealedRecord, container: Uint8Array, jws: string, reason: string): Promise<boolean> {
    try {
      const refusal = await this.keys.verifying((keys) => verifyRefusal(keys, jws));
      const digest = await sha256Hex(parseHeader(container).manifest);
      if (refusal.folio !== record.folio || refusal.integrityCode !== digest) return false;
      const { folio, deviceId } = record;
      const { code, refusedAt } = refusal;
      await this.vault.replaceByTombstone({ folio, deviceId, code, reason, refusedAt, jws });
      return true;
    } catch {
      return false;
    }
  }

  async #postpone(record: SealedRecord, error: unknown): Promise<Outcome> {
    const attempts = record.attempts + 1;
    const asked = error instanceof BusyError ? (error.retryAfterMs ?? 0) : 0;
    const refused = error instanceof RefusedError;
    const wait = refused ? HOUR_MS : Math.max(asked, backOff(attempts, this.random()));
    const problem = refused ? error.problem.detail : undefined;
    await this.vault.updateRecord({ ...record, attempts, nextAttemptAt: this.clock.deviceMs() + wait, problem });
    if (error instanceof OfflineError) return 'offline';
    return refused ? 'refused' : 'busy';
  }

  #plan(waiting: readonly SealedRecord[]): void {
    if (waiting.length === 0) return;
    const next = Math.min(...waiting.map(({ nextAttemptAt }) => nextAttemptAt));
    const wait = Math.max(1000, next - this.clock.deviceMs());
    this.#timer = setTimeout(() => void this.run(false), Math.min(wait, HOUR_MS));
  }

  #show(change: Partial<SendingView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
