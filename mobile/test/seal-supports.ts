import { NEW_CAPTURE } from '../src/capture/capture.js';
import { storeSupport } from '../src/capture/store-support.js';
import { unlock } from '../src/lease/unlock.js';
import { openServices } from '../src/services.js';

/** `image` is a JPEG in base64. */
export interface SupportsToSeal {
  readonly count: number;
  readonly password: string;
  /** Name of the aspirant whose registration is used; by default the first one. */
  readonly aspirant?: string;
  readonly image: string;
  readonly cic: string;
}

/**
 * Runs in the app's page: seals and stores supports with the app's own code, from the password to the verification of
 * the stored record, without the screens.
 * @returns the folios.
 */
export async function sealSupports({ count, password, aspirant, image, cic }: SupportsToSeal): Promise<string[]> {
  const services = await openServices();
  const enrolment = (await services.vault.enrolments()).find(
    ({ lease }) => aspirant === undefined || lease.aspirant.name === aspirant,
  );
  if (!enrolment) throw new Error('no registration on this phone');
  const opened = await unlock(services, enrolment.deviceId, password);
  if (opened.kind !== 'open') throw new Error(opened.kind);
  const bytes = Uint8Array.from(atob(image), (character) => character.charCodeAt(0));
  const picture = { mime: 'image/jpeg', bytes } as const;
  const folios: string[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const { folio } = await storeSupport(services, enrolment, enrolment.lease, opened.key, {
      ...NEW_CAPTURE,
      consentedAt: new Date(services.clock.deviceMs()).toISOString(),
      credentialType: 'E',
      anverso: picture,
      reverso: picture,
      isOriginal: true,
      fieldsTyped: { cic },
      photo: picture,
      signature: picture,
    });
    folios.push(folio);
  }
  return folios;
}
