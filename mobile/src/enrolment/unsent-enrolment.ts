import type { Lease } from '#electoral/wire';
import type { ServerClock } from '../clock/server-clock.js';
import { Stopwatch } from '../clock/stopwatch.js';
import { verifyLease } from '../crypto/index.js';
import { NO_FAILURES } from '../lease/password-delay.js';
import type { Server } from '../server/api.js';
import { RefusedError } from '../server/errors.js';
import type { Services } from '../services.js';
import type { UnsentEnrolment, Vault } from '../storage/vault.js';

/** What sending a registration uses. */
export interface EnrolmentContext {
  readonly vault: Pick<Vault, 'setting' | 'saveSetting' | 'enrolments' | 'saveEnrolment' | 'removeEnrolment'>;
  readonly server: Pick<Server, 'enrol'>;
  readonly keys: Pick<Services['keys'], 'verifyWith'>;
  readonly clock: Pick<ServerClock, 'monotonicMs' | 'deviceMs' | 'synchronise'>;
}

export const TICKET_EXPIRED = 'AUXILIARIES.TICKET_EXPIRED';

/** Refusals of the sign-in, which the right account resolves. */
export const SIGN_IN_REFUSALS: ReadonlySet<string> = new Set([TICKET_EXPIRED, 'AUXILIARIES.ENROLMENT_OTHER_ACCOUNT']);

/** Refusals after which the server may still accept the same bytes, or already has: their key must be kept. */
const REFUSED_FOR_NOW: ReadonlySet<string> = new Set([
  ...SIGN_IN_REFUSALS,
  'AUXILIARIES.DEVICE_SUSPENDED',
  'AUXILIARIES.ENROLMENT_CONTAINER_INVALID',
]);

/** The registration that is still to be sent; undefined if there is none. */
export async function findUnsentEnrolment(vault: Pick<Vault, 'setting'>): Promise<UnsentEnrolment | undefined> {
  return (await vault.setting('unsentEnrolment')) ?? undefined;
}

/**
 * Sends a stored registration and, once the server accepts it, stores it as one of this phone's. The bytes never change
 * from one attempt to the next: the server recognises them if an earlier response was lost. The registration replaces
 * an earlier one of the same auxiliary (§7.5), whose sealed records are still sent.
 * @returns the first lease.
 * @throws the errors of `Server.enrol`, or UntrustedError; the registration stays stored unless the server refused it
 * for good.
 */
export async function sendUnsentEnrolment(
  { vault, server, keys, clock }: EnrolmentContext,
  unsent: UnsentEnrolment,
  ticket: string,
): Promise<Lease> {
  const { enrolmentId, container, publicJwk, wrappedKey, ids } = unsent;
  const roundTrip = new Stopwatch(clock);
  const enrolled = await server.enrol(ticket, enrolmentId, container).catch(async (error: unknown) => {
    const isFinal = error instanceof RefusedError && !REFUSED_FOR_NOW.has(error.problem.code);
    if (isFinal) await vault.saveSetting('unsentEnrolment', null);
    throw error;
  });
  const answered = { deviceAt: clock.deviceMs(), roundTripMs: roundTrip.elapsedMs() };
  const lease = await keys.verifyWith((set) => verifyLease(set, enrolled.lease));
  await clock.synchronise(lease.issuedAt, answered);
  const stored = await vault.enrolments();
  // The app closed after it had stored this registration, under which folios may have been used since.
  if (stored.some(({ deviceId }) => deviceId === lease.deviceId)) {
    await vault.saveSetting('unsentEnrolment', null);
    return lease;
  }
  const former = stored.filter(({ lease: held }) => held.auxiliary.id === lease.auxiliary.id);
  await vault.saveEnrolment({
    deviceId: lease.deviceId,
    publicJwk,
    wrappedKey,
    lease,
    ...(ids && { ids }),
    ...(enrolled.review && { review: enrolled.review }),
    nextCounter: 0,
    failedUnlocks: NO_FAILURES,
    receiptsOwed: true,
    formerDevices: former.flatMap(({ deviceId, formerDevices = [] }) => [...formerDevices, deviceId]),
  });
  for (const { deviceId } of former) await vault.removeEnrolment(deviceId);
  await vault.saveSetting('unsentEnrolment', null);
  return lease;
}
