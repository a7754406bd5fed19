import type { CredentialTypeKey } from '../../../src/contexts/verification/wire/identifiers/index.js';
import { crossChecked } from './cross-check.js';
import { hintFor } from './hint.js';
import type { Picture } from './image.js';
import { CLAVE, CURP, latticeOf, matchOf, type Match, textOf } from './patterns.js';
import type { ReadField, Reading } from './reading.js';
import { FACES } from './segments.js';
import { sheetOf, type Sheet } from './sheet.js';
import { levelText } from './text-blocks.js';
import { stripOf } from './text-line.js';

/** A line that fits a pattern less than this does not hold it. */
const LEAST_FIT = 0.8;

interface Found {
  readonly clave?: Match;
  readonly curp?: Match;
}

/**
 * Clave de elector and CURP from the front. The type of a real card is not known to the last detail and neither
 * identifier has a public check beyond CURP's digit: they stand as read only where they confirm each other.
 */
export function readFrontOf(_key: CredentialTypeKey, frames: readonly Picture[]): Reading {
  let sheet: Sheet | undefined;
  let found: Found = {};
  for (const frame of frames) {
    sheet = sheetOf(frame);
    found = better(found, identifiersIn(sheet));
  }
  const [claveElector, curp] = [fieldOf(found.clave), fieldOf(found.curp)];
  const state = claveElector ? 'partial' : 'unreadable';
  const reading: Reading = {
    side: 'front',
    state,
    fields: { ...(claveElector && { claveElector }), ...(curp && { curp }) },
    codes: [],
  };
  const [checked] = crossChecked(reading);
  return checked.state === 'read' ? checked : { ...checked, hint: hintFor(sheet, claveElector !== undefined) };
}

function better(a: Found, b: Found): Found {
  const pick = (one?: Match, other?: Match): Match | undefined =>
    one && other ? (other.fit > one.fit ? other : one) : (one ?? other);
  const [clave, curp] = [pick(a.clave, b.clave), pick(a.curp, b.curp)];
  return { ...(clave && { clave }), ...(curp && { curp }) };
}

function identifiersIn(sheet: Sheet): Found {
  const { ink, lines } = levelText(sheet.ink, sheet.blobs);
  let found: Found = {};
  for (const line of lines) {
    const strip = stripOf(ink, line);
    if (!strip) continue;
    for (const face of FACES.keys()) {
      const lattice = latticeOf(strip, face);
      const [clave, curp] = [matchOf(lattice, CLAVE), matchOf(lattice, CURP)];
      found = better(found, { ...(clave && { clave }), ...(curp && { curp }) });
    }
  }
  return found;
}

function fieldOf(match: Match | undefined): ReadField | undefined {
  if (!match || match.fit < LEAST_FIT) return undefined;
  const leads = match.places.map(({ options }) => (options[0]?.score ?? 0) - (options[1]?.score ?? 0));
  const confidence = Math.max(0, Math.min(1, match.fit - 0.5 * Math.max(0, 0.1 - Math.min(...leads))));
  return { value: textOf(match), source: 'ocr', state: 'offered', confidence };
}
