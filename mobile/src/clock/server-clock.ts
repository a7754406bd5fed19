import type { Settings, Vault } from '../storage/vault.js';

/** Tolerated jump of the device's clock, e.g. from a network time correction. */
const TOLERANCE_MS = 2 * 60_000;
/** A phone that slept meanwhile processes the response long after it arrived. */
const MAX_ROUND_TRIP_MS = 60_000;

export type Anchor = Settings['serverTime'];

/** The device's clock, and a monotonic clock that cannot be set while the app runs. */
export interface TimeSource {
  readonly now: () => number;
  readonly monotonic: () => number;
}

const DEVICE_TIME: TimeSource = { now: () => Date.now(), monotonic: () => performance.now() };

/** When a response arrived, read before any other work. */
export interface ResponseTime {
  /** By the device's clock. */
  readonly deviceAt: number;
  /** Since the request, including the time that the phone slept. */
  readonly roundTripMs: number;
}

export interface ServerNow {
  /** Estimate of the server's time. */
  readonly at: Date;
  /** The last time received from the server, and the time since then; part of the manifest. */
  readonly lastServerTime: { readonly at: string; readonly monotonicMs: number; readonly skewMs?: number };
}

/** The server's time, continued offline; detects when the device's clock was set back (decision 8). */
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
   * Sets the clock to a time received from the server, assumed to be from halfway between request and response. If the
   * response took over a minute, its time is too uncertain: a clock that is already set is not changed.
   */
  async synchronise(
    serverTime: string,
    { deviceAt, roundTripMs }: ResponseTime = { deviceAt: this.source.now(), roundTripMs: 0 },
  ): Promise<void> {
    if (roundTripMs > MAX_ROUND_TRIP_MS && (await this.now()) !== undefined) return;
    const serverAt = Date.parse(serverTime);
    this.#anchor = { serverAt, elapsed: 0, deviceAt, skew: Math.round(deviceAt - roundTripMs / 2 - serverAt) };
    this.#monotonicAt = this.source.monotonic();
    await this.vault.saveSetting('serverTime', this.#anchor);
  }

  /** @returns undefined if the server's time was never known or the device's clock was set back. */
  async now(): Promise<ServerNow | undefined> {
    const anchor = this.#anchor;
    if (!anchor) return undefined;
    const passed = this.source.now() - anchor.deviceAt;
    const monotonicMs = this.source.monotonic() - this.#monotonicAt;
    // The monotonic clock may stop while the phone sleeps, but never advances more than a clock that was not set back.
    if (passed < monotonicMs - TOLERANCE_MS || passed < -TOLERANCE_MS) return undefined;
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

  /**
   * The time for checking the expiry of signed data: {@link now}; if that is unknown, the last time received from the
   * server; without one, the device's time.
   */
  async nowOrLastKnown(): Promise<Date> {
    return (await this.now())?.at ?? new Date(this.#anchor?.serverAt ?? this.source.now());
  }

  /** The last time received from the server, in milliseconds. */
  lastServerMs(): number | undefined {
    return this.#anchor?.serverAt;
  }

  /** Monotonic milliseconds, to measure durations. */
  monotonicMs(): number {
    return this.source.monotonic();
  }

  /** Milliseconds of the device's clock, for delays and back-off; never for legal deadlines. */
  deviceMs(): number {
    return this.source.now();
  }
}
