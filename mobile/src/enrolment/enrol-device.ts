import {
  generateDeviceKey,
  seal,
  verifyLease,
  wrapDeviceKey,
  type NewDeviceKey,
  type PlainPart,
} from '../crypto/index.js';
import type { AcceptedDuties, Lease } from '#electoral/wire';
import type { CredentialFields } from '#electoral/identifiers';
import { NO_FAILURES } from '../lease/password-delay.js';
import { refreshNotice } from '../privacy/refresh-notice.js';
import type { PendingEnrolment } from '../server/api.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import { restorePendingReceipts } from './restore-receipts.js';

export interface EnrolmentRequest {
  readonly ticket: string;
  readonly begun: PendingEnrolment;
  /** Own credential front and back, selfie, signature, in this order (§7.3). */
  readonly parts: readonly PlainPart[];
  readonly duties: AcceptedDuties;
  /** What was read of the own credential. */
  readonly read: CredentialFields;
}

/** A device the server has let in, whose key still waits for its password (§7.4). */
export interface AcceptedDevice {
  readonly key: NewDeviceKey;
  readonly lease: Lease;
}

/** A registration as it goes over the line, with the key that it shows. */
export interface SealedEnrolment {
  readonly key: NewDeviceKey;
  readonly ticket: string;
  readonly enrolmentId: string;
  readonly container: Uint8Array;
}

/** Proves possession of a new key and seals the images (§7.3–7.4). */
export async function sealEnrolment({ keys }: Services, request: EnrolmentRequest): Promise<SealedEnrolment> {
  const key = await generateDeviceKey();
  const { begun, parts, ticket, duties, read } = request;
  const sealed = await seal({
    facts: {
      version: 1,
      kind: 'enrolment',
      processId: begun.processId,
      deviceId: crypto.randomUUID(),
      appVersion: APP_VERSION,
      attestation: '',
      enrolment: { challenge: begun.challenge, devicePublicJwk: key.publicJwk, duties },
    },
    parts,
    data: { fieldsRead: { ...read }, fieldsTyped: {} },
    intake: (await keys.refresh()).intake,
    signingKey: key.privateKey,
  });
  return { key, ticket, enrolmentId: begun.enrolmentId, container: sealed.container };
}

/**
 * Hands a registration in. Where the answer was lost the very same must be sent again: the server knows it, and would
 * take another for a challenge that was used.
 */
export async function enrolDevice(services: Services, sealed: SealedEnrolment): Promise<AcceptedDevice> {
  const { server, keys, clock } = services;
  const { key, ticket, enrolmentId, container } = sealed;
  const enrolled = await server.enrol(ticket, enrolmentId, container);
  const lease = await keys.verifyWith((set) => verifyLease(set, enrolled.lease));
  await clock.synchronise(lease.issuedAt);
  return { key, lease };
}

/**
 * Puts the key under the password and stores the registration. A former registration of the same auxiliary is
 * replaced (§7.5); its sealed records stay and are still sent.
 */
export async function storeDevice(services: Services, device: AcceptedDevice, password: string): Promise<void> {
  const { vault } = services;
  const { key, lease } = device;
  const wrappedKey = await wrapDeviceKey(key.privateKey, password);
  const former = (await vault.enrolments()).filter(({ lease: held }) => held.auxiliary.id === lease.auxiliary.id);
  await vault.saveEnrolment({
    deviceId: lease.deviceId,
    publicJwk: key.publicJwk,
    wrappedKey,
    lease,
    nextCounter: 0,
    failedUnlocks: NO_FAILURES,
    receiptsOwed: true,
    formerDevices: former.flatMap(({ deviceId, formerDevices = [] }) => [...formerDevices, deviceId]),
  });
  for (const { deviceId } of former) await vault.removeEnrolment(deviceId);
  // Nobody waits for these; what does not come now comes at an opening.
  void refreshNotice(services, lease.privacyNotice.version);
  void restorePendingReceipts(services, lease.deviceId, key.privateKey);
}
