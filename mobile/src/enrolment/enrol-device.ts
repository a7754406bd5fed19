import {
  generateDeviceKey,
  seal,
  verifyLease,
  wrapDeviceKey,
  type NewDeviceKey,
  type PlainPart,
} from '../crypto/index.js';
import type { AcceptedDuties, Lease, RegistrationIds } from '#electoral/wire';
import type { CredentialFields } from '#electoral/identifiers';
import { NO_FAILURES } from '../lease/password-delay.js';
import { renewLease } from '../lease/unlock.js';
import { refreshNotice } from '../privacy/refresh-notice.js';
import type { PendingEnrolment } from '../server/api.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import { restorePendingReceipts } from './restore-receipts.js';
import { Stopwatch } from '../clock/stopwatch.js';

export interface EnrolmentRequest {
  readonly ticket: string;
  readonly enrolment: PendingEnrolment;
  /** Front and back of the auxiliary's own credential, selfie and signature, in this order (§7.3). */
  readonly parts: readonly PlainPart[];
  readonly duties: AcceptedDuties;
  /** The fields read from that credential. */
  readonly read: CredentialFields;
  /** What the person registered with. */
  readonly ids: RegistrationIds | undefined;
}

/** A device that the server accepted; its key is not yet protected by a password (§7.4). */
export interface AcceptedDevice {
  readonly key: NewDeviceKey;
  readonly lease: Lease;
  readonly ids: RegistrationIds | undefined;
}

/** A registration ready to upload, with the device key that it registers. */
export interface SealedEnrolment {
  readonly key: NewDeviceKey;
  readonly ticket: string;
  readonly enrolmentId: string;
  readonly container: Uint8Array;
  readonly ids: RegistrationIds | undefined;
}

/** Generates the device key, proves possession of it and seals the images (§7.3–7.4). */
export async function sealEnrolment({ keys }: Services, request: EnrolmentRequest): Promise<SealedEnrolment> {
  const key = await generateDeviceKey();
  const { enrolment, parts, ticket, duties, read, ids } = request;
  const sealed = await seal({
    facts: {
      version: 1,
      kind: 'enrolment',
      processId: enrolment.processId,
      deviceId: crypto.randomUUID(),
      appVersion: APP_VERSION,
      attestation: '',
      enrolment: { challenge: enrolment.challenge, devicePublicJwk: key.publicJwk, duties },
    },
    parts,
    data: { fieldsRead: { ...read }, fieldsTyped: {} },
    intake: (await keys.refresh()).intake,
    signingKey: key.privateKey,
  });
  return { key, ticket, enrolmentId: enrolment.enrolmentId, container: sealed.container, ids };
}

/**
 * Uploads a registration. If the response is lost, the same bytes must be sent again: the server recognises them, but
 * would reject a second registration with the same challenge.
 */
export async function enrolDevice(services: Services, sealed: SealedEnrolment): Promise<AcceptedDevice> {
  const { server, keys, clock } = services;
  const { key, ticket, enrolmentId, container, ids } = sealed;
  const roundTrip = new Stopwatch(clock);
  const enrolled = await server.enrol(ticket, enrolmentId, container);
  const answered = { deviceAt: clock.deviceMs(), roundTripMs: roundTrip.elapsedMs() };
  const lease = await keys.verifyWith((set) => verifyLease(set, enrolled.lease));
  await clock.synchronise(lease.issuedAt, answered);
  return { key, lease, ids };
}

/**
 * Encrypts the key with the password and stores the registration. It replaces an earlier registration of the same
 * auxiliary (§7.5), whose sealed records are still sent.
 */
export async function storeDevice(services: Services, device: AcceptedDevice, password: string): Promise<void> {
  const { vault } = services;
  const { key, lease, ids } = device;
  const wrappedKey = await wrapDeviceKey(key.privateKey, password);
  const former = (await vault.enrolments()).filter(({ lease: held }) => held.auxiliary.id === lease.auxiliary.id);
  await vault.saveEnrolment({
    deviceId: lease.deviceId,
    publicJwk: key.publicJwk,
    wrappedKey,
    lease,
    ...(ids && { ids }),
    nextCounter: 0,
    failedUnlocks: NO_FAILURES,
    receiptsOwed: true,
    formerDevices: former.flatMap(({ deviceId, formerDevices = [] }) => [...formerDevices, deviceId]),
  });
  for (const { deviceId } of former) await vault.removeEnrolment(deviceId);
  // Not awaited: anything that fails now is repeated at the next unlock.
  void refreshNotice(services, lease.privacyNotice.version);
  // While the period is inactive, the first lease has already expired; the next one contains the reason.
  if (lease.expiresAt <= lease.issuedAt)
    void renewLease(services, lease.deviceId, key.privateKey).catch(() => undefined);
  void restorePendingReceipts(services, lease.deviceId, key.privateKey);
}
