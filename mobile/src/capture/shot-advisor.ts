import { credentialType, type CredentialTypeKey } from '#electoral/identifiers';
import type { PhotoScreenProps, ShotAdvice } from '../camera/PhotoScreen.js';
import { fieldsOffered, HINTS, type Reading } from '../reading/reading.js';
import { FIELD_TEXTS } from '../texts/fields.js';
import { impossibleFields } from './compare-fields.js';
import { startReading, type Side } from './read-credential.js';

/** Reads a shot while the user reviews it, and advises whether to retake it (§8.6–8.7). */
export function shotAdvisor(side: Side, type: CredentialTypeKey | undefined): PhotoScreenProps['onShot'] {
  if (!type) return undefined;
  return async (picture, frames) => adviceFrom(await startReading(side, type, picture, frames), type);
}

function adviceFrom(reading: Reading, key: CredentialTypeKey): ShotAdvice {
  const { side, state, hint } = reading;
  // A copy may be readable, but is not accepted.
  if (hint === 'copy') return { good: false, text: HINTS.copy };
  const type = credentialType(key);
  const impossible = type ? impossibleFields(type, fieldsOffered(reading)) : [];
  if (impossible.length > 0) {
    const labels = impossible.map((name) => FIELD_TEXTS[name]?.label ?? name).join(', ');
    return {
      good: false,
      text: `Se leyó mal: ${labels}. Repita la fotografía; si se lee igual, continúe y compare los datos con la credencial.`,
    };
  }
  if (state !== 'unreadable')
    return {
      good: true,
      text: side === 'back' && state === 'read' ? 'Datos leídos.' : 'Datos leídos; los comparará después.',
    };
  const help = HINTS[hint ?? 'again'];
  return { good: false, text: hint === 'again' || !hint ? help : `No se pudo leer. ${help}` };
}
