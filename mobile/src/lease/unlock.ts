import { randomText, signLeaseRequest, unlockDeviceKey, verifyLease } from '../crypto/index.js';
import { LEASE_FEATURES, type AcceptedDuties } from '#electoral/wire';
import { BusyError, RefusedError, type Duties, type RenewedLease } from '../server/api.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import type { Enrolment, Vault } from '../storage/vault.js';
import { captureStatus, type LeaseStatus } from './lease-status.js';
import { afterFailure, NO_FAILURES, remainingWaitMs } from './password-delay.js';

export type UnlockResult =
  | { readonly kind: 'open'; readonly key: CryptoKey }
  | { readonly kind: 'wrong'; readonly waitMs: number }
  | { readonly kind: 'wait'; readonly waitMs: number };

/** Tries the local password (§8.1). The failure is written down before it is told, so that a restart forgives none. */
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
  /** To be accepted before a capture begins (§6.9). */
  readonly duties: Duties | undefined;
  /** Why the server did not answer; undefined when it did. */
  readonly serverFailure: 'offline' | 'busy' | undefined;
}

/** What the server's refusal of a lease stands until its next word, also without a connection. */
const LASTING_REFUSALS: ReadonlySet<string> = new Set([
  'AUXILIARIES.APP_OUTDATED',
  'AUXILIARIES.ASPIRANT_WITHDRAWN',
  'AUXILIARIES.DEVICE_NOT_ACTIVE',
  'AUXILIARIES.DEVICE_REPLACED',
  'AUXILIARIES.DEVICE_SUSPENDED',
]);

/**
 * Asks for a fresh lease and keys (decision 8), and tells what was accepted since.
 * @returns what to go by: without a connection what is at hand. @throws RefusedError when the server did not take the
 * request; that it lets this device capture no more is in the enrolment.
 */
export async function renewLease(services: Services, deviceId: string, key: CryptoKey): Promise<LeaseRenewal> {
  const { server, vault, clock, keys } = services;
  const enrolment = await requireEnrolment(vault, deviceId);
  const { dutiesAccepted, dutiesAsked } = enrolment;
  try {
    const now = await clock.now();
    let asked = clock.monotonicMs();
    const ask = async (at: string): Promise<RenewedLease> => {
      const request = await signLeaseRequest(key, {
        deviceId,
        at,
        nonce: randomText(16),
        appVersion: APP_VERSION,
        understands: [...LEASE_FEATURES],
        ...(dutiesAccepted && { duties: dutiesAccepted }),
      });
      asked = clock.monotonicMs();
      return server.renewLease(request);
    };
    const renewed = await ask((now?.at ?? new Date(clock.deviceMs())).toISOString()).catch((error: unknown) => {
      // This telephone's clock is more than a day off: it need not be set right for a lease, the server's counts.
      const serverTime = error instanceof RefusedError ? error.problem.serverTime : undefined;
      if (serverTime === undefined) throw error;
      return ask(serverTime);
    });
    const [answeredAt, roundTripMs] = [clock.deviceMs(), clock.monotonicMs() - asked];
    await keys.refresh();
    const fresh = await keys.verifyWith((set) => verifyLease(set, renewed.lease));
    await clock.synchronise(renewed.serverTime, answeredAt, roundTripMs);
    await vault.updateEnrolment(
      deviceId,
      ({ dutiesAsked: _asked, dutiesAccepted: _told, refusal: _refusal, ...stored }) => ({
        ...stored,
        lease: fresh,
        ...(renewed.duties && { dutiesAsked: renewed.duties }),
      }),
    );
    return { enrolment: await requireEnrolment(vault, deviceId), duties: renewed.duties, serverFailure: undefined };
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      return { enrolment, duties: dutiesAsked, serverFailure: error instanceof BusyError ? 'busy' : 'offline' };
    }
    const { code, detail } = error.problem;
    if (!LASTING_REFUSALS.has(code)) throw error;
    const refusal = { code, detail, appVersion: APP_VERSION };
    await vault.updateEnrolment(deviceId, (stored) => ({ ...stored, refusal }));
    return { enrolment: { ...enrolment, refusal }, duties: undefined, serverFailure: undefined };
  }
}

/** What may be done now in a session that is open, and what it was judged by. */
export interface CapturePermission {
  readonly enrolment: Enrolment;
  readonly status: LeaseStatus;
  readonly serverFailure: LeaseRenewal['serverFailure'];
}

/**
 * Whether a capture may begin or be stored, before the person gives anything and again when it is sealed: a session may
 * stay open past its lease, its period or its suspension. Asks for a fresh lease where the one at hand does not allow it.
 * @throws RefusedError as {@link renewLease}.
 */
export async function checkCapturePermission(
  services: Services,
  deviceId: string,
  key: CryptoKey,
): Promise<CapturePermission> {
  const judged = async (
    enrolment: Enrolment,
    serverFailure: LeaseRenewal['serverFailure'],
  ): Promise<CapturePermission> => {
    const status = captureStatus(enrolment, (await services.clock.now())?.at, APP_VERSION);
    return { enrolment, status, serverFailure };
  };
  const stored = await judged(await requireEnrolment(services.vault, deviceId), undefined);
  if (stored.status.kind === 'may-capture') return stored;
  const { enrolment, serverFailure } = await renewLease(services, deviceId, key);
  return judged(enrolment, serverFailure);
}

async function requireEnrolment(vault: Vault, deviceId: string): Promise<Enrolment> {
  const found = (await vault.enrolments()).find((one) => one.deviceId === deviceId);
  if (!found) throw new Error('no such enrolment');
  return found;
}

/** Keeps an acceptance, which the next renewal tells; a connection at hand tells it now. */
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
