import { randomText, signLeaseRequest, unlockDeviceKey, UntrustedError, verifyLease } from '../crypto/index.js';
import { LEASE_FEATURES, type AcceptedDuties } from '#electoral/wire';
import { BusyError, RefusedError, type Duties, type RenewedLease } from '../server/api.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import type { Enrolment, Vault } from '../storage/vault.js';
import { currentStatus } from './current-status.js';
import { captureStatus, type LeaseStatus } from './lease-status.js';
import { PERSISTENT_REFUSALS } from './persistent-refusals.js';
import { afterFailure, NO_FAILURES, remainingWaitMs } from './password-delay.js';
import { Stopwatch } from '../clock/stopwatch.js';

export type UnlockResult =
  | { readonly kind: 'open'; readonly key: CryptoKey }
  | { readonly kind: 'wrong'; readonly waitMs: number }
  | { readonly kind: 'wait'; readonly waitMs: number };

/**
 * Tries the local password (§8.1). Stores the failure before the attempt, so that a restart does not reset the count.
 */
export async function unlock({ vault, clock }: Services, deviceId: string, password: string): Promise<UnlockResult> {
  const enrolment = await requireEnrolment(vault, deviceId);
  const waitMs = remainingWaitMs(enrolment.failedUnlocks, clock.deviceMs());
  if (waitMs > 0) return { kind: 'wait', waitMs };
  const failedUnlocks = afterFailure(enrolment.failedUnlocks, clock.deviceMs());
  await vault.updateEnrolment(deviceId, (stored) => ({ ...stored, failedUnlocks }));
  const key = await unlockDeviceKey(enrolment.wrappedKey, password);
  if (!key) return { kind: 'wrong', waitMs: Math.max(0, failedUnlocks.notBefore - clock.deviceMs()) };
  await vault.updateEnrolment(deviceId, (stored) => ({ ...stored, failedUnlocks: NO_FAILURES }));
  return { kind: 'open', key };
}

export interface LeaseRenewal {
  readonly enrolment: Enrolment;
  /** Must be accepted before a capture starts (§6.9). */
  readonly duties: Duties | undefined;
  /** Why there is no new lease; undefined if there is one. */
  readonly serverFailure: ServerFailure | undefined;
}

/** `untrusted`: the server answered, but with keys that this app does not accept. */
export type ServerFailure = 'offline' | 'busy' | 'untrusted';

function failureOf(error: unknown): ServerFailure {
  if (error instanceof UntrustedError) return 'untrusted';
  return error instanceof BusyError ? 'busy' : 'offline';
}

/**
 * Requests a new lease and keys (decision 8), and sends an acceptance of the duties that is still pending.
 * @returns the stored enrolment if the server does not respond or its response cannot be trusted; with `refusal` if
 * the server no longer lets this device capture.
 * @throws RefusedError for any other refusal.
 */
export async function renewLease(services: Services, deviceId: string, key: CryptoKey): Promise<LeaseRenewal> {
  const { server, vault, clock, keys } = services;
  const enrolment = await requireEnrolment(vault, deviceId);
  const { dutiesAccepted, dutiesAsked } = enrolment;
  try {
    const now = await clock.now();
    const roundTrip = new Stopwatch(clock);
    const request = async (at: string): Promise<RenewedLease> => {
      const signedRequest = await signLeaseRequest(key, {
        deviceId,
        at,
        nonce: randomText(16),
        appVersion: APP_VERSION,
        understands: [...LEASE_FEATURES],
        ...(dutiesAccepted && { duties: dutiesAccepted }),
      });
      roundTrip.restart();
      return server.renewLease(signedRequest);
    };
    const renewed = await request((now?.at ?? new Date(clock.deviceMs())).toISOString()).catch((error: unknown) => {
      // This phone's clock is more than a day off; the request is repeated with the server's time.
      const serverTime = error instanceof RefusedError ? error.problem.serverTime : undefined;
      if (serverTime === undefined) throw error;
      return request(serverTime);
    });
    const answered = { deviceAt: clock.deviceMs(), roundTripMs: roundTrip.elapsedMs() };
    await keys.refresh();
    const fresh = await keys.verifyWith((set) => verifyLease(set, renewed.lease));
    await clock.synchronise(renewed.serverTime, answered);
    await vault.updateEnrolment(
      deviceId,
      ({ dutiesAsked: _asked, dutiesAccepted: _accepted, refusal: _refusal, period: _period, ...stored }) => ({
        ...stored,
        lease: fresh,
        nextCounter: Math.max(stored.nextCounter, fresh.nextCounter ?? 0),
        ...(renewed.duties && { dutiesAsked: renewed.duties }),
      }),
    );
    return { enrolment: await requireEnrolment(vault, deviceId), duties: renewed.duties, serverFailure: undefined };
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      return { enrolment, duties: dutiesAsked, serverFailure: failureOf(error) };
    }
    const { code, detail } = error.problem;
    if (!PERSISTENT_REFUSALS.has(code)) throw error;
    const refusal = { code, detail, appVersion: APP_VERSION };
    await vault.updateEnrolment(deviceId, (stored) => ({ ...stored, refusal }));
    return { enrolment: { ...enrolment, refusal }, duties: undefined, serverFailure: undefined };
  }
}

/** How long an unlock waits for a new lease while the stored one still allows captures. */
const RENEWAL_WAIT_MS = 3000;

/**
 * Like {@link renewLease}, but if the connection is dead, it does not keep the user waiting when the stored lease
 * allows captures. A later response is still stored.
 */
export async function renewLeaseInTime(services: Services, deviceId: string, key: CryptoKey): Promise<LeaseRenewal> {
  const enrolment = await requireEnrolment(services.vault, deviceId);
  const { kind } = captureStatus(enrolment, (await services.clock.now())?.at, APP_VERSION);
  if (kind !== 'may-capture') return renewLease(services, deviceId, key);
  const stored: LeaseRenewal = { enrolment, duties: enrolment.dutiesAsked, serverFailure: 'offline' };
  const waited = new Promise<LeaseRenewal>((done) => {
    setTimeout(done, RENEWAL_WAIT_MS, stored);
  });
  const renewal = renewLease(services, deviceId, key);
  // A refusal that arrives too late is shown at the next unlock.
  renewal.catch(() => undefined);
  return Promise.race([renewal, waited]);
}

/** Whether an open session may capture now, and the enrolment that decides it. */
export interface CapturePermission {
  readonly enrolment: Enrolment;
  readonly status: LeaseStatus;
  readonly serverFailure: LeaseRenewal['serverFailure'];
}

/**
 * Checks whether a capture may start or be stored. A session may stay open longer than its lease or period, so this is
 * called before the citizen gives any data and again before sealing. Requests a new lease, with the server's keys, if
 * the stored lease does not allow it or the stored keys have expired.
 * @throws RefusedError under the same conditions as {@link renewLease}.
 */
export async function checkCapturePermission(
  services: Services,
  deviceId: string,
  key: CryptoKey,
): Promise<CapturePermission> {
  const permissionFor = async (
    enrolment: Enrolment,
    serverFailure: LeaseRenewal['serverFailure'],
  ): Promise<CapturePermission> => ({ enrolment, status: await currentStatus(services, enrolment), serverFailure });
  const stored = await permissionFor(await requireEnrolment(services.vault, deviceId), undefined);
  if (stored.status.kind === 'may-capture') return stored;
  const { enrolment, serverFailure } = await renewLease(services, deviceId, key);
  return permissionFor(enrolment, serverFailure);
}

async function requireEnrolment(vault: Vault, deviceId: string): Promise<Enrolment> {
  const found = (await vault.enrolments()).find((one) => one.deviceId === deviceId);
  if (!found) throw new Error('no such enrolment');
  return found;
}

/** Stores an acceptance of the duties and sends it with a lease renewal, now or with the next one. */
export async function acceptDuties(
  services: Services,
  deviceId: string,
  key: CryptoKey,
  accepted: AcceptedDuties,
): Promise<void> {
  await services.vault.updateEnrolment(deviceId, ({ dutiesAsked: _asked, ...stored }) => ({
    ...stored,
    dutiesAccepted: accepted,
  }));
  await renewLease(services, deviceId, key);
}
