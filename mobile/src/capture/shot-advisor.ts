import type { CredentialTypeKey } from '#electoral/identifiers';
import type { PhotoScreenProps, ShotAdvice } from '../camera/PhotoScreen.js';
import { HINTS, type Reading } from '../reading/reading.js';
import { startReading, type Side } from './read-credential.js';

/** Reads a shot while the person reviews it, and advises whether to retake it (§8.6–8.7). */
export function shotAdvisor(side: Side, type: CredentialTypeKey | undefined): PhotoScreenProps['onShot'] {
  if (!type) return undefined;
  return async (picture, frames) => adviceFrom(await startReading(side, type, picture, frames));
}

function adviceFrom({ side, state, hint }: Reading): ShotAdvice {
  // A copy may be readable, but is not accepted.
  if (hint === 'copy') return { good: false, text: HINTS.copy };
  if (state !== 'unreadable')
    return {
      good: true,
      text: side === 'back' && state === 'read' ? 'Datos leídos.' : 'Datos leídos; los comparará después.',
    };
  const help = HINTS[hint ?? 'again'];
  return { good: false, text: hint === 'again' || !hint ? help : `No se pudo leer. ${help}` };
}
