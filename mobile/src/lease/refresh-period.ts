import type { ServerClock } from '../clock/server-clock.js';
import { Stopwatch } from '../clock/stopwatch.js';
import { randomText, verifyDevicePeriod } from '../crypto/index.js';
import { RefusedError } from '../server/errors.js';
import type { Server } from '../server/api.js';
import type { Services } from '../services.js';
import type { Enrolment, Vault } from '../storage/vault.js';
import { FOLIO_TAKEN } from './lease-status.js';
import { PERSISTENT_REFUSALS } from './persistent-refusals.js';

/** What a refresh uses. */
export interface RefreshContext {
  readonly vault: Pick<Vault, 'enrolments' | 'updateEnrolment'>;
  readonly server: Pick<Server, 'devicePeriod'>;
  readonly keys: Pick<Services['keys'], 'verifyWith'>;
  readonly clock: Pick<ServerClock, 'monotonicMs' | 'deviceMs' | 'synchronise'>;
}

/**
 * Asks the server for the period of each registration and for the server's time, without a password (§7.7). The menu
 * and the capture screen then decide from the same facts. Changes nothing for a registration without a trusted answer.
 * @returns true if the server answered about any of them.
 */
export async function refreshPeriods(services: RefreshContext, appVersion: string): Promise<boolean> {
  let answered = false;
  for (const enrolment of await services.vault.enrolments()) {
    answered = (await refreshPeriod(services, enrolment, appVersion)) || answered;
  }
  return answered;
}

async function refreshPeriod(
  { vault, server, keys, clock }: RefreshContext,
  { deviceId, lease: leaseBefore }: Enrolment,
  appVersion: string,
): Promise<boolean> {
  const nonce = randomText(16);
  const roundTrip = new Stopwatch(clock);
  try {
    const jws = await server.devicePeriod(deviceId, nonce, appVersion);
    const answered = { deviceAt: clock.deviceMs(), roundTripMs: roundTrip.elapsedMs() };
    const { at, capture, review, reviewReasons } = await keys.verifyWith((set) =>
      verifyDevicePeriod(set, jws, { deviceId, nonce }),
    );
    await clock.synchronise(at, answered);
    await vault.updateEnrolment(deviceId, ({ refusal, review: _review, reviewReasons: _reasons, ...stored }) => ({
      ...stored,
      period: { at, capture },
      ...(review && { review }),
      ...(reviewReasons && { reviewReasons }),
      // Only a new lease contains the right counter.
      ...(refusal?.code === FOLIO_TAKEN && { refusal }),
    }));
    return true;
  } catch (error) {
    if (!(error instanceof RefusedError) || !PERSISTENT_REFUSALS.has(error.problem.code)) return false;
    const { code, detail } = error.problem;
    await vault.updateEnrolment(deviceId, (stored) =>
      // A lease that arrived meanwhile is newer than this refusal.
      stored.lease.issuedAt === leaseBefore.issuedAt ? { ...stored, refusal: { code, detail, appVersion } } : stored,
    );
    return true;
  }
}
