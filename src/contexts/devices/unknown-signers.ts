import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { RateLimits, tooManyRequests } from '../../kernel/http/rate-limits.js';

const LIMIT = 'intake.unknown-devices';
const PER_MINUTE = 60;
const MAX_KNOWN = 50_000;
/** Refusals with these codes mean that no enrolled device signed the request. */
const UNSIGNED_CODES: ReadonlySet<string> = new Set([
  'INTAKE.DEVICE_UNKNOWN',
  'INTAKE.SIGNATURE_INVALID',
  'INTAKE.REQUEST_INVALID',
  'INTAKE.MANIFEST_INVALID',
  'AUXILIARIES.DEVICE_UNKNOWN',
  'AUXILIARIES.LEASE_REQUEST_INVALID',
]);

/** Beyond the limit, at most this many requests by unknown signers in one network are checked at a time. */
const CHECK_CONCURRENCY = 4;

/**
 * Limits the requests from one network that no enrolled device signed. Beyond the limit, a device that this process has
 * not authenticated before must first prove that it is enrolled, which costs one query. An attacker therefore cannot
 * lock out phones behind the same address.
 */
@Injectable()
export class UnknownSigners {
  readonly #known = new Set<string>();
  /** Number of requests being checked, by network. */
  readonly #checking = new Map<string, number>();

  constructor(private readonly limits: RateLimits) {}

  /** Records that this device signed its request. */
  authenticated(deviceId: string): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(deviceId);
  }

  /** Counts the refusals whose code means that no enrolled device signed the request. */
  async refused(network: string, codes: readonly string[]): Promise<void> {
    const unsigned = codes.filter((code) => UNSIGNED_CODES.has(code)).length;
    if (unsigned > 0) await this.limits.count(LIMIT, network, PER_MINUTE, unsigned);
  }

  /** Counts a request for each device that is not known, whether or not its signature was valid. */
  async countUnlessKnown(network: string, deviceIds: readonly string[]): Promise<void> {
    const unsigned = deviceIds.filter((id) => !this.isKnown(id)).length;
    if (unsigned > 0) await this.limits.count(LIMIT, network, PER_MINUTE, unsigned);
  }

  /**
   * Runs the request of one device and records whether it was authenticated.
   * @param work fails with one of the codes of an unsigned request unless an enrolled device signed it.
   */
  async watch<Result>(network: string, deviceId: string | undefined, work: () => Promise<Result>): Promise<Result> {
    const isKnown = deviceId !== undefined && this.isKnown(deviceId);
    const mustProve = !isKnown && this.isLimited(network);
    const result = await (mustProve ? this.check(network, work) : this.#count(network, work));
    if (deviceId !== undefined) this.authenticated(deviceId);
    return result;
  }

  protected isLimited(network: string): boolean {
    return this.limits.isExhausted(LIMIT, network);
  }

  protected isKnown(deviceId: string): boolean {
    return this.#known.has(deviceId);
  }

  /** @throws DomainError KERNEL.TOO_MANY_REQUESTS unless an enrolled device signed the request. */
  protected async check<Result>(network: string, work: () => Promise<Result>): Promise<Result> {
    const checking = this.#checking.get(network) ?? 0;
    if (checking >= CHECK_CONCURRENCY) throw tooManyRequests();
    this.#checking.set(network, checking + 1);
    try {
      return await work();
    } catch (error) {
      throw isUnsigned(error) ? tooManyRequests() : error;
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
      if (isUnsigned(error)) await this.limits.count(LIMIT, network, PER_MINUTE);
      throw error;
    }
  }
}

/** A refused lease request with a wrong clock was signed if the refusal contains the time of the server. */
function isUnsigned(error: unknown): boolean {
  return error instanceof DomainError && UNSIGNED_CODES.has(error.code) && error.extensions.serverTime === undefined;
}
