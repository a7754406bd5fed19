import type { CredentialTypeKey } from '../../../src/contexts/verification/wire/identifiers/index.js';
import { crossChecked } from './cross-check.js';
import { hintFor } from './hint.js';
import { identifiersOn, type Identifiers } from './identifiers-on.js';
import type { Picture } from './image.js';
import { textOf, type Match } from './patterns.js';
import type { ReadField, Reading } from './reading.js';
import { sheetOf, type Sheet } from './sheet.js';
import { levelText } from './text-blocks.js';

/** A line that fits a pattern less than this does not hold it. */
const LEAST_FIT = { clave: 0.68, curp: 0.86 };

/**
 * Clave de elector and CURP from the front. The type of a real card is not known to the last detail and neither
 * identifier has a public check beyond CURP's digit: they stand as read only where they confirm each other.
 */
export function readFrontOf(_type: CredentialTypeKey, frames: readonly Picture[]): Reading {
  let sheet: Sheet | undefined;
  let found: Identifiers = {};
  let text = false;
  for (const frame of frames) {
    sheet = sheetOf(frame);
    const level = levelText(sheet.ink, sheet.blobs);
    text ||= level.lines.length >= 6;
    found = better(found, identifiersOn(level));
  }
  const claveElector = fieldOf(found.clave, LEAST_FIT.clave);
  const curp = fieldOf(found.curp, LEAST_FIT.curp);
  const reading: Reading = {
    side: 'front',
    state: claveElector ? 'partial' : 'unreadable',
    fields: { ...(claveElector && { claveElector }), ...(curp && { curp }) },
    codes: [],
  };
  const checked = crossChecked(reading);
  return checked.state === 'read' ? checked : { ...checked, hint: hintFor(sheet, text) };
}

function better(a: Identifiers, b: Identifiers): Identifiers {
  const pick = (one?: Match, other?: Match): Match | undefined =>
    one && other ? (other.fit > one.fit ? other : one) : (one ?? other);
  const [clave, curp] = [pick(a.clave, b.clave), pick(a.curp, b.curp)];
  return { ...(clave && { clave }), ...(curp && { curp }) };
}

function fieldOf(match: Match | undefined, least: number): ReadField | undefined {
  if (!match || match.fit < least) return undefined;
  const places = match.places.map(({ options }) => ({ options: options.slice(0, 5) }));
  return { value: textOf(match), source: 'ocr', state: 'offered', confidence: Math.min(1, match.fit), places };
}
