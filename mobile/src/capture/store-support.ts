import { seal, type PlainPart, type SealedContainer } from '../crypto/index.js';
import { composeFolio, WITNESS_PART, type Lease, type SealedFacts, type SupportManifest } from '#electoral/wire';
import { mayFinishCapture } from '../lease/lease-status.js';
import { retentionEnd } from '../sending/overdue.js';
import { APP_VERSION } from '../server/settings.js';
import type { Services } from '../services.js';
import type { Enrolment, SealedRecord } from '../storage/vault.js';
import type { Capture, Picture } from './capture.js';

export interface StoredSupport {
  readonly folio: string;
  readonly integrityCode: string;
}

/** Nothing was stored; the screen must show an error (decision 3). */
export class NotSavedError extends Error {
  override readonly name = 'NotSavedError';
  constructor(readonly reason: 'incomplete' | 'lease' | 'keys' | 'sealing' | 'storage') {
    super(reason);
  }
}

/**
 * Seals a support, stores it, and verifies the stored bytes before it returns (§8.11–8.12).
 * @param lease in force when the capture began.
 * @throws NotSavedError
 */
export async function storeSupport(
  services: Services,
  enrolment: Enrolment,
  lease: Lease,
  signingKey: CryptoKey,
  capture: Capture,
): Promise<StoredSupport> {
  const parts = partsOf(capture);
  const { consentedAt, credentialType } = capture;
  if (!parts || !credentialType || consentedAt === undefined || !capture.isOriginal) {
    throw new NotSavedError('incomplete');
  }
  const now = await services.clock.now();
  if (!now || !mayFinishCapture(lease, now.at)) throw new NotSavedError('lease');
  const { deviceId } = enrolment;
  const { intake } = await services.keys.current().catch(() => {
    throw new NotSavedError('keys');
  });
  const counter = await services.vault.takeCounter(deviceId, lease.nextCounter);
  const folio = composeFolio(lease.folioPrefix, counter);
  const facts: Omit<SupportManifest, 'jwe' | 'parts'> = {
    version: 1,
    kind: 'support',
    folio,
    processId: lease.processId,
    aspirantId: lease.aspirant.id,
    auxiliaryId: lease.auxiliary.id,
    deviceId,
    periodVersion: lease.periodVersion,
    channel: 'app',
    credentialType,
    capturedAt: now.at.toISOString(),
    lastServerTime: now.lastServerTime,
    appVersion: APP_VERSION,
    privacyNotice: { version: lease.privacyNotice.version, consentedAt },
    attestation: '',
  };
  let sealed: SealedContainer;
  try {
    sealed = await seal({ facts, parts, data: factsOf(capture), intake, signingKey });
  } catch {
    throw new NotSavedError('sealing');
  }
  await storeChecked(
    services,
    enrolment,
    { folio, capturedAt: facts.capturedAt, keptUntil: retentionEnd(lease) },
    sealed,
  );
  return { folio, integrityCode: sealed.integrityCode };
}

/** Stores the record, reads it back and verifies it; removes it if the check fails. */
async function storeChecked(
  { vault }: Services,
  { publicJwk, deviceId }: Enrolment,
  facts: Pick<SealedRecord, 'folio' | 'capturedAt' | 'keptUntil'>,
  { container, integrityCode, isIntact }: SealedContainer,
): Promise<void> {
  const { folio } = facts;
  const record: SealedRecord = {
    ...facts,
    deviceId,
    integrityCode,
    size: container.length,
    checked: false,
    attempts: 0,
    nextAttemptAt: 0,
  };
  try {
    await vault.saveRecord(record, container);
    const stored = await vault.container(folio);
    if (!stored || !(await isIntact(stored, publicJwk))) throw new NotSavedError('storage');
    // Another window that opened in the meantime may have discarded this record, because it had not been checked yet.
    if (!(await vault.updateRecord({ ...record, checked: true }))) throw new NotSavedError('storage');
  } catch {
    await vault.discardRecord(folio).catch(() => undefined);
    throw new NotSavedError('storage');
  }
}

function partsOf({ anverso, reverso, photo, signature, assisted }: Capture): PlainPart[] | undefined {
  if (!anverso || !reverso || !photo || (!signature && assisted?.mark !== 'none')) return undefined;
  const named = (name: string, picture: Picture): PlainPart => ({ name, ...picture });
  return [
    named('anverso', anverso),
    named('reverso', reverso),
    named('fotografia-viva', photo),
    ...(signature ? [named('firma', signature)] : []),
    ...(assisted ? [named(WITNESS_PART, assisted.witnessSignature)] : []),
  ];
}

function factsOf({ fieldsRead, fieldsTyped, citizenEmail, readingOutcome, faceCheck, assisted }: Capture): SealedFacts {
  return {
    fieldsRead: present(fieldsRead),
    fieldsTyped: present(fieldsTyped),
    citizenEmail,
    reading: readingOutcome,
    faceCheck,
    ...(assisted && { assisted: { reason: assisted.reason, witness: assisted.witness, mark: assisted.mark } }),
  };
}

function present(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
