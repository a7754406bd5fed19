import type { PhotoScreenProps, ShotAdvice } from '../camera/PhotoScreen.js';
import type { CredentialFields } from '#electoral/identifiers';
import type { Picture } from '../capture/capture.js';
import { readCredential, startReading, type Side } from '../capture/read-credential.js';
import { HINTS, type Reading } from '../reading/reading.js';

/** More than a slow phone needs. */
const TIMEOUT_MS = 20_000;

/** The user is not asked for the card type: types D and later are read the same way. */
const TYPE = 'E';

/**
 * Reads the auxiliary's own card (§7.3), for the server to compare with the registration. If nothing is read, an
 * official compares the two.
 */
export async function readOwnCard(anverso: Picture, reverso: Picture): Promise<CredentialFields> {
  const timeout = new Promise<CredentialFields>((resolve) => {
    setTimeout(() => {
      resolve({});
    }, TIMEOUT_MS);
  });
  const reading = readCredential(TYPE, anverso, reverso).then(
    ({ read }) => read,
    () => ({}),
  );
  return Promise.race([reading, timeout]);
}

/** Reads one side while the user reviews its picture, and tells them if it is the other side or cannot be read. */
export function ownCardAdvisor(side: Side): PhotoScreenProps['onShot'] {
  return async (picture, frames) => ownCardAdvice(await startReading(side, TYPE, picture, frames));
}

const SIDES: Readonly<Record<Side, string>> = { front: 'frente', back: 'reverso' };

export function ownCardAdvice({ side, state, hint }: Pick<Reading, 'side' | 'state' | 'hint'>): ShotAdvice {
  if (hint === 'copy') return { good: false, text: HINTS.copy };
  // A back of another type is also a back; which type it is does not matter here.
  if (state !== 'unreadable' || hint === 'other-type')
    return { good: true, text: `Se ve el ${SIDES[side]} de su credencial.` };
  if (hint === 'other-side')
    return { good: false, text: `${HINTS['other-side']} Aquí va el ${SIDES[side]}; repita la fotografía.` };
  const help = hint === undefined || hint === 'again' ? 'Repita la fotografía.' : HINTS[hint];
  return { good: false, text: `No se pudo leer. ${help} Si sale igual, úsela: el OPL la revisará.` };
}
