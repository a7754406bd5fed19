import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { RateLimits } from '../../kernel/http/rate-limits.js';
import { announcementSchema, parseManifest } from '#electoral/wire';

const LIMIT = 'intake.unknown-devices';
const PER_MINUTE = 60;
const MAX_KNOWN = 50_000;
/** Refusals of requests that no enrolled device signed. */
const STRANGER: ReadonlySet<string> = new Set([
  'INTAKE.DEVICE_UNKNOWN',
  'INTAKE.SIGNATURE_INVALID',
  'INTAKE.REQUEST_INVALID',
  'INTAKE.MANIFEST_INVALID',
]);

/**
 * Limits the requests of one network that no enrolled device signed. Beyond the limit only devices that this process
 * has authenticated before are served, so that a stranger cannot lock out phones behind the same address.
 */
@Injectable()
export class UnknownDevices {
  readonly #known = new Set<string>();

  constructor(private readonly limits: RateLimits) {}

  /** @throws DomainError KERNEL.TOO_MANY_REQUESTS before the request costs a query. */
  admit(network: string, deviceIds: readonly string[]): void {
    if (!this.limits.isExhausted(LIMIT, network)) return;
    if (deviceIds.length === 0 || deviceIds.some((id) => !this.#known.has(id))) {
      this.limits.requireUnderLimit(LIMIT, network);
    }
  }

  /** Call with a device that signed its request. */
  authenticated(deviceId: string): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(deviceId);
  }

  /** Call with the codes of refusals; counts those of strangers. */
  async refused(network: string, codes: readonly string[]): Promise<void> {
    const strangers = codes.filter((code) => STRANGER.has(code)).length;
    if (strangers > 0) await this.limits.count(LIMIT, network, PER_MINUTE, strangers);
  }

  /** Call with devices whose signature may or may not have been valid. */
  async countUnlessKnown(network: string, deviceIds: readonly string[]): Promise<void> {
    const strangers = deviceIds.filter((id) => !this.#known.has(id)).length;
    if (strangers > 0) await this.limits.count(LIMIT, network, PER_MINUTE, strangers);
  }

  /** Runs the request of one device and records whether it was authenticated. */
  async watch<Result>(network: string, deviceId: string | undefined, work: () => Promise<Result>): Promise<Result> {
    this.admit(network, deviceId === undefined ? [] : [deviceId]);
    try {
      const result = await work();
      if (deviceId !== undefined) this.authenticated(deviceId);
      return result;
    } catch (error) {
      if (error instanceof DomainError) await this.refused(network, [error.code]);
      throw error;
    }
  }
}

/** The device that each manifest names; none is verified yet. */
export function devicesOf(announcement: unknown): string[] {
  const parsed = announcementSchema.safeParse(announcement);
  if (!parsed.success) return [];
  return parsed.data.manifests.map(({ manifest }) => {
    const named = parseManifest(Buffer.from(manifest, 'base64url'));
    return named?.kind === 'support' ? named.deviceId : '';
  });
}
