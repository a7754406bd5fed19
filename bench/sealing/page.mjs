// Runs in the browser: compares sealing, as the app does it, with the browser's own primitives on the same
// amount of data.
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { storeSupport } from '../../mobile/src/capture/store-support.ts';
import { ServerClock } from '../../mobile/src/clock/server-clock.ts';
import { generateDeviceKey } from '../../mobile/src/crypto/index.ts';
import { KeyRing } from '../../mobile/src/server/key-ring.ts';
import { openIndexedVault } from '../../mobile/src/storage/indexed-vault.ts';
import { composeFolio, encodeContainer } from '../../src/electoral/wire/index.ts';

const DAY_MS = 86_400_000;
const id = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function randomBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

/** Both sides of the card, the photo and the signature of one support. */
const picturesOf = (sizes) => sizes.map(randomBytes);

async function keySet() {
  const pair = async (kid) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
  };
  const [root, intake, receipt, lease] = await Promise.all(['root', 'intake', 'receipt', 'lease'].map(pair));
  const payload = { version: 1, kind: 'key-set', intake: intake.jwk, receipt: [receipt.jwk], lease: [lease.jwk] };
  const jws = await new SignJWT({ ...payload, issuedAt: new Date().toISOString() })
    .setProtectedHeader({ alg: 'ES256', kid: 'root' })
    .sign(root.privateKey);
  return { root: root.jwk, jws };
}

/** The app's own code, from the four images in memory to the folio. */
export async function product() {
  const vault = await openIndexedVault('bench-product');
  const { root, jws } = await keySet();
  await vault.saveSetting('keySet', jws);
  const clock = new ServerClock(vault);
  await clock.load();
  await clock.synchronise(new Date().toISOString());
  const services = { vault, clock, keys: new KeyRing(vault, {}, { now: async () => new Date(), embedded: root }) };
  const { privateKey, publicJwk } = await generateDeviceKey();
  const at = (offset) => new Date(Date.now() + offset).toISOString();
  const lease = {
    version: 1,
    kind: 'lease',
    deviceId: id(1),
    processId: id(2),
    processName: 'Proceso',
    practice: true,
    periodVersion: 1,
    aspirant: { id: id(3), name: 'Aspirante', office: 'Gubernatura' },
    auxiliary: { id: id(4), name: 'Auxiliar' },
    capture: { opensAt: at(-DAY_MS), closesAt: at(DAY_MS), graceEndsAt: at(2 * DAY_MS) },
    credentialTypes: ['E'],
    privacyNotice: { version: '1', text: 'Aviso' },
    folioPrefix: '7K2MD',
    issuedAt: at(-1000),
    expiresAt: at(DAY_MS),
  };
  const enrolment = { deviceId: id(1), publicJwk, lease, nextCounter: 0, failedUnlocks: { count: 0, notBefore: 0 } };
  await vault.saveEnrolment(enrolment);
  return async (pictures) => {
    const [anverso, reverso, photo, signature] = pictures.map((bytes) => ({ mime: 'image/jpeg', bytes }));
    const capture = {
      ...{ consentedAt: new Date().toISOString(), credentialType: 'E', isOriginal: true },
      ...{ anverso, reverso, photo, signature },
      fieldsRead: { cic: '123456789', identificadorCiudadano: '123456789' },
      fieldsTyped: {},
      citizenEmail: 'persona@correo.example',
    };
    const { folio } = await storeSupport(services, enrolment, lease, privateKey, capture);
    return async () => vault.discardRecord(folio);
  };
}

/** Only the primitives: encrypt and digest each part, store the whole durably, read it back. */
export async function floor() {
  const opening = indexedDB.open('bench-floor', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('containers');
  const database = await resultOf(opening);
  let count = 0;
  return async (pictures) => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const sealed = await Promise.all(
      pictures.map(async (bytes) => {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const part = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes));
        await crypto.subtle.digest('SHA-256', part);
        return part;
      }),
    );
    const whole = new Uint8Array(sealed.reduce((total, { length }) => total + length, 0));
    let at = 0;
    for (const part of sealed) {
      whole.set(part, at);
      at += part.length;
    }
    count += 1;
    const name = `record-${String(count)}`;
    const transaction = database.transaction('containers', 'readwrite', { durability: 'strict' });
    transaction.objectStore('containers').put(whole, name);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = reject;
    });
    const stored = await resultOf(database.transaction('containers').objectStore('containers').get(name));
    if (stored.length !== whole.length) throw new Error('the stored record differs');
    return () => resultOf(database.transaction('containers', 'readwrite').objectStore('containers').delete(name));
  };
}

function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Milliseconds for one record; it is deleted afterwards, outside the measurement. */
export async function timed(store, sizes) {
  const pictures = picturesOf(sizes);
  const startedAt = performance.now();
  const remove = await store(pictures);
  const elapsed = performance.now() - startedAt;
  await remove();
  return elapsed;
}

/** Gives the phone the stated number of pending records, none due within an hour. */
export async function fill(count, bytes) {
  const vault = await openIndexedVault();
  const header = { manifest: randomBytes(900), signature: randomBytes(64), jwe: 'j'.repeat(1000) };
  const container = encodeContainer({ ...header, parts: [randomBytes(bytes)] });
  for (let index = 0; index < count; index += 1) {
    crypto.getRandomValues(container.subarray(-65_536));
    const record = {
      folio: composeFolio('7K2MD', index),
      deviceId: id(1),
      integrityCode: String(index).padStart(64, '0'),
      capturedAt: new Date(Date.now() - index * 1000).toISOString(),
      size: bytes,
      ...{ checked: true, attempts: 3, nextAttemptAt: Date.now() + 3_600_000 },
    };
    await vault.saveRecord(record, container);
  }
}

Object.assign(globalThis, { bench: { product, floor, timed, fill } });
