// Runs in the page (sealing-page.ts builds it).
import { storeSupport } from '../../mobile/src/capture/store-support.ts';
import { unlockDeviceKey } from '../../mobile/src/crypto/index.ts';
import { openServices } from '../../mobile/src/services.ts';

const SIZES = [60_000, 60_000, 40_000, 4000];

function picture(size, marker) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, ...new TextEncoder().encode(`JFIF ${marker}`)]);
  return { mime: 'image/jpeg', bytes };
}

async function seal(password, count, marker) {
  const services = await openServices();
  const [enrolment] = await services.vault.enrolments();
  const key = enrolment && (await unlockDeviceKey(enrolment.wrappedKey, password));
  if (!enrolment || !key) throw new Error('the phone cannot be unlocked');
  const stored = [];
  for (let nth = 0; nth < count; nth += 1) {
    const [anverso, reverso, photo, signature] = SIZES.map((size) => picture(size, marker));
    const capture = {
      ...{ consentedAt: new Date().toISOString(), credentialType: 'E', isOriginal: true },
      ...{ anverso, reverso, photo, signature },
      ...{ fieldsRead: { cic: '123456789' }, fieldsTyped: { identificadorCiudadano: '123456789' } },
      citizenEmail: `${marker}@correo.example`,
    };
    stored.push(await storeSupport(services, enrolment, enrolment.lease, key, capture));
  }
  return stored;
}

Object.assign(globalThis, { seal });
