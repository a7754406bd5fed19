import {
  generateDeviceKey,
  seal,
  wrapDeviceKey,
  type NewDeviceKey,
  type PlainPart,
  type WrappedKey,
} from '../crypto/index.js';
import type { AcceptedDuties, Lease, RegistrationIds } from '#electoral/wire';
import type { CredentialFields } from '#electoral/identifiers';
import { renewLease } from '../lease/unlock.js';
import { refreshNotice } from '../privacy/refresh-notice.js';
import type { PendingEnrolment } from '../server/api.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import type { UnsentEnrolment } from '../storage/vault.js';
import { restorePendingReceipts } from './restore-receipts.js';

export interface EnrolmentRequest {
  readonly enrolment: PendingEnrolment;
  /** Front and back of the auxiliary's own credential, selfie and signature, in this order (§7.3). */
  readonly parts: readonly PlainPart[];
  readonly duties: AcceptedDuties;
  /** The fields read from that credential. */
  readonly read: CredentialFields;
  /** The ids that the user registered with. */
  readonly ids: RegistrationIds | undefined;
}

/** The key of a new device, in memory and encrypted with the local password (decision 21). */
export interface ProtectedKey {
  readonly key: NewDeviceKey;
  readonly wrappedKey: WrappedKey;
}

/** Generates the device key and encrypts it with the local password, before the server knows of the device (§7.4). */
export async function newProtectedKey(password: string): Promise<ProtectedKey> {
  const key = await generateDeviceKey();
  return { key, wrappedKey: await wrapDeviceKey(key.privateKey, password) };
}

/** Proves possession of the device key, seals the images (§7.3–7.4) and stores the registration before it is sent. */
export async function sealEnrolment(
  { keys, vault }: Services,
  request: EnrolmentRequest,
  { key, wrappedKey }: ProtectedKey,
): Promise<UnsentEnrolment> {
  const { enrolment, parts, duties, read, ids } = request;
  const { container } = await seal({
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
  const { enrolmentId } = enrolment;
  const unsent = { enrolmentId, publicJwk: key.publicJwk, wrappedKey, container, ...(ids && { ids }) };
  await vault.saveSetting('unsentEnrolment', unsent);
  return unsent;
}

/**
 * The work that follows a registration. It is not awaited: anything that fails, or needs the key, is repeated at the
 * next unlock.
 */
export function completeEnrolment(services: Services, lease: Lease, key: CryptoKey | undefined): void {
  void refreshNotice(services, lease.privacyNotice.version);
  if (!key) return;
  // While the period is inactive, the first lease has already expired; the next one contains the reason.
  if (lease.expiresAt <= lease.issuedAt) void renewLease(services, lease.deviceId, key).catch(() => undefined);
  void restorePendingReceipts(services, lease.deviceId, key);
}
