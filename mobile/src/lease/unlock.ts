import { randomText, signLeaseRequest, unlockDeviceKey, verifyLease } from '../crypto/index.js';
import type { AcceptedDuties, Lease } from '../../../src/contexts/intake/wire/index.js';
import { RefusedError, type Duties } from '../server/api.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import { afterFailure, NO_FAILURES } from './password-delay.js';

export type Unlocked =
  | { readonly kind: 'open'; readonly key: CryptoKey }
  | { readonly kind: 'wrong'; readonly waitMs: number }
  | { readonly kind: 'wait'; readonly waitMs: number };

/** Tries the local password (§8.1). The failure is written down before it is told, so that a restart forgives none. */
export async function unlock({ vault, clock }: Services, deviceId: string, password: string): Promise<Unlocked> {
  const enrolment = (await vault.enrolments()).find((one) => one.deviceId === deviceId);
  if (!enrolment) throw new Error('no such enrolment');
  const waitMs = enrolment.failedUnlocks.notBefore - clock.deviceMs();
  if (waitMs > 0) return { kind: 'wait', waitMs };
  const failedUnlocks = afterFailure(enrolment.failedUnlocks, clock.deviceMs());
  await vault.updateEnrolment(deviceId, (stored) => ({ ...stored, failedUnlocks }));
  const key = await unlockDeviceKey(enrolment.wrappedKey, password);
  if (!key) return { kind: 'wrong', waitMs: Math.max(0, failedUnlocks.notBefore - clock.deviceMs()) };
  await vault.updateEnrolment(deviceId, (stored) => ({ ...stored, failedUnlocks: NO_FAILURES }));
  return { kind: 'open', key };
}

export interface Right {
  readonly lease: Lease;
  /** To be accepted before a capture begins (§6.9). */
  readonly duties: Duties | undefined;
}

/**
 * Asks for a fresh lease and keys (decision 8), and tells what was accepted since.
 * @returns the lease to go by. Without a connection it is the one at hand. @throws RefusedError when the server lets
 * this device capture no more.
 */
export async function renewLease(services: Services, deviceId: string, key: CryptoKey): Promise<Right> {
  const { server, vault, clock, keys } = services;
  const enrolment = (await vault.enrolments()).find((one) => one.deviceId === deviceId);
  if (!enrolment) throw new Error('no such enrolment');
  const { lease, dutiesAccepted, dutiesAsked } = enrolment;
  try {
    const now = await clock.now();
    const request = await signLeaseRequest(key, {
      deviceId,
      at: (now?.at ?? new Date(clock.deviceMs())).toISOString(),
      nonce: randomText(16),
      appVersion: APP_VERSION,
      ...(dutiesAccepted && { duties: dutiesAccepted }),
    });
    const renewed = await server.renewLease(request);
    await keys.refresh();
    const fresh = await keys.verifying((set) => verifyLease(set, renewed.lease));
    await clock.learn(renewed.serverTime);
    await vault.updateEnrolment(deviceId, ({ dutiesAsked: _asked, dutiesAccepted: _told, ...stored }) => ({
      ...stored,
      lease: fresh,
      ...(renewed.duties && { dutiesAsked: renewed.duties }),
    }));
    return { lease: fresh, duties: renewed.duties };
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    return { lease, duties: dutiesAsked };
  }
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
