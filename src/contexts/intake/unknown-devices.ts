import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { RateLimits, tooManyRequests } from '../../kernel/http/rate-limits.js';
import { DeviceAuthenticator } from './device-authenticator.js';
import { announcementSchema, parseManifest, type SupportManifest } from '#electoral/wire';

const LIMIT = 'intake.unknown-devices';
const PER_MINUTE = 60;
const MAX_KNOWN = 50_000;
/** The codes of refusals of requests that no enrolled device signed. */
const UNSIGNED_CODES: ReadonlySet<string> = new Set([
  'INTAKE.DEVICE_UNKNOWN',
  'INTAKE.SIGNATURE_INVALID',
  'INTAKE.REQUEST_INVALID',
  'INTAKE.MANIFEST_INVALID',
]);

/** Beyond the limit, how many requests of unknown devices of one network are checked at a time. */
const CHECK_CONCURRENCY = 4;

/**
 * Limits the requests of one network that no enrolled device signed. Beyond the limit a device that this process has
 * not authenticated before must prove first that it is enrolled, which costs one query. An attacker therefore cannot
 * lock out phones behind the same address.
 */
@Injectable()
export class UnknownDevices {
  readonly #known = new Set<string>();
  /** By network: how many requests are being checked. */
  readonly #checking = new Map<string, number>();

  constructor(
    private readonly limits: RateLimits,
    private readonly devices: DeviceAuthenticator,
  ) {}

  /** @throws DomainError KERNEL.TOO_MANY_REQUESTS beyond the limit, if a device does not prove that it is enrolled. */
  async admit(network: string, manifests: readonly DeviceManifest[]): Promise<void> {
    if (!this.limits.isExhausted(LIMIT, network)) return;
    if (manifests.length === 0) throw tooManyRequests();
    for (const { manifest, signed, signature } of manifests) {
      if (manifest === undefined) throw tooManyRequests();
      if (this.#known.has(manifest.deviceId)) continue;
      await this.#check(network, () => this.devices.authenticateManifest(manifest, signed, signature));
      this.authenticated(manifest.deviceId);
    }
  }

  /** Call with a device that signed its request. */
  authenticated(deviceId: string): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(deviceId);
  }

  /** Call with the codes of refusals; counts those of requests that no enrolled device signed. */
  async refused(network: string, codes: readonly string[]): Promise<void> {
    const unsigned = codes.filter((code) => UNSIGNED_CODES.has(code)).length;
    if (unsigned > 0) await this.limits.count(LIMIT, network, PER_MINUTE, unsigned);
  }

  /** Call with devices whose signature may or may not have been valid. */
  async countUnlessKnown(network: string, deviceIds: readonly string[]): Promise<void> {
    const unsigned = deviceIds.filter((id) => !this.#known.has(id)).length;
    if (unsigned > 0) await this.limits.count(LIMIT, network, PER_MINUTE, unsigned);
  }

  /** Runs the request of one device and records whether it was authenticated. */
  async watch<Result>(network: string, deviceId: string | undefined, work: () => Promise<Result>): Promise<Result> {
    const isKnown = deviceId !== undefined && this.#known.has(deviceId);
    const mustProve = !isKnown && this.limits.isExhausted(LIMIT, network);
    const result = await (mustProve ? this.#check(network, work) : this.#count(network, work));
    if (deviceId !== undefined) this.authenticated(deviceId);
    return result;
  }

  /** @param work fails with one of {@link UNSIGNED_CODES} unless an enrolled device signed the request. */
  async #check<Result>(network: string, work: () => Promise<Result>): Promise<Result> {
    const checking = this.#checking.get(network) ?? 0;
    if (checking >= CHECK_CONCURRENCY) throw tooManyRequests();
    this.#checking.set(network, checking + 1);
    try {
      return await work();
    } catch (error) {
      throw error instanceof DomainError && UNSIGNED_CODES.has(error.code) ? tooManyRequests() : error;
    } finally {
      const left = (this.#checking.get(network) ?? 1) - 1;
      if (left > 0) this.#checking.set(network, left);
      else this.#checking.delete(network);
    }
  }

  async #count<Result>(network: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError) await this.refused(network, [error.code]);
      throw error;
    }
  }
}

/** A manifest as it arrived; nothing is verified yet. */
export interface DeviceManifest {
  /** Undefined if it cannot be parsed. */
  readonly manifest: SupportManifest | undefined;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

export function manifestsOf(announcement: unknown): DeviceManifest[] {
  const parsed = announcementSchema.safeParse(announcement);
  if (!parsed.success) return [];
  return parsed.data.manifests.map(({ manifest, signature }) => {
    const signed = Buffer.from(manifest, 'base64url');
    const named = parseManifest(signed);
    return {
      manifest: named?.kind === 'support' ? named : undefined,
      signed,
      signature: Buffer.from(signature, 'base64url'),
    };
  });
}

/** The device that each manifest names. */
export const devicesOf = (manifests: readonly DeviceManifest[]): string[] =>
  manifests.map(({ manifest }) => manifest?.deviceId ?? '');
