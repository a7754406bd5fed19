import type { Settings, Vault } from '../storage/vault.js';

/** How far the device's clock may jump without anybody having turned it. */
const TOLERANCE_MS = 2 * 60_000;

export type Anchor = Settings['serverTime'];

/** What the device counts by: its own clock, and a count that nobody can turn while the app runs. */
export interface TimeSource {
  readonly now: () => number;
  readonly monotonic: () => number;
}

const DEVICE_TIME: TimeSource = { now: () => Date.now(), monotonic: () => performance.now() };

export interface ServerNow {
  /** Best knowledge of the server's time. */
  readonly at: Date;
  /** The last instant the server told, and the count since then: goes into the manifest. */
  readonly lastServerTime: { readonly at: string; readonly monotonicMs: number; readonly skewMs?: number };
}

/** Time as the server knows it, carried on without a connection; a device whose clock was set back is told apart (decision 8). */
export class ServerClock {
  #anchor: Anchor | undefined;
  #monotonicAt = 0;

  constructor(
    private readonly vault: Pick<Vault, 'setting' | 'saveSetting'>,
    private readonly source: TimeSource = DEVICE_TIME,
  ) {}

  async load(): Promise<void> {
    this.#anchor = await this.vault.setting('serverTime');
    this.#monotonicAt = this.source.monotonic();
  }

  /**
   * The server told its time.
   * @param deviceAt when its answer came, by the device's clock.
   * @param roundTripMs from the question to the answer: the server's instant lies, as far as one can know, in its middle.
   */
  async synchronise(serverTime: string, deviceAt = this.source.now(), roundTripMs = 0): Promise<void> {
    const serverAt = Date.parse(serverTime);
    this.#anchor = { serverAt, elapsed: 0, deviceAt, skew: Math.round(deviceAt - roundTripMs / 2 - serverAt) };
    this.#monotonicAt = this.source.monotonic();
    await this.vault.saveSetting('serverTime', this.#anchor);
  }

  /** @returns undefined when the server's time was never known or the device's clock was set back: then it must ask. */
  async now(): Promise<ServerNow | undefined> {
    const anchor = this.#anchor;
    if (!anchor) return undefined;
    const passed = this.source.now() - anchor.deviceAt;
    const counted = this.source.monotonic() - this.#monotonicAt;
    // The count may stand still while the phone sleeps; it never runs ahead of an honest clock.
    if (passed < counted - TOLERANCE_MS || passed < -TOLERANCE_MS) return undefined;
    const elapsed = anchor.elapsed + Math.max(0, Math.round(passed));
    this.#anchor = { ...anchor, elapsed, deviceAt: this.source.now() };
    this.#monotonicAt = this.source.monotonic();
    await this.vault.saveSetting('serverTime', this.#anchor);
    return {
      at: new Date(anchor.serverAt + elapsed),
      lastServerTime: {
        at: new Date(anchor.serverAt).toISOString(),
        monotonicMs: elapsed,
        ...(anchor.skew !== undefined && { skewMs: anchor.skew }),
      },
    };
  }

  /** The last instant the server itself told, in milliseconds. */
  lastServerMs(): number | undefined {
    return this.#anchor?.serverAt;
  }

  /** A count that nobody can turn, for the length of a round trip. */
  monotonicMs(): number {
    return this.source.monotonic();
  }

  /** Milliseconds of the device, for delays and back-off; no legal fact hangs on it. */
  deviceMs(): number {
    return this.source.now();
  }
}
