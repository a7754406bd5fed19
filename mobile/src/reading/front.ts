import type { CredentialTypeKey } from '#electoral/identifiers';
import { readThrough, type Burst } from './burst.js';
import { colourless } from './colour.js';
import { crossChecked } from './cross-check.js';
import { hintFor } from './hint.js';
import { identifiersIn } from './identifiers-in.js';
import type { Picture } from './image.js';
import { textOf, type Match } from './patterns.js';
import { looksLikeZone } from './mrz-zone.js';
import type { ReadField, Reading, ReadingHint } from './reading.js';
import { sheetOf, type Sheet } from './sheet.js';
import { weightsOf } from './votes.js';

/** A line that fits a pattern less than this does not hold it. */
const LEAST_FIT = { clave: 0.68, curp: 0.86 };
/** A clave that fits less may be something else on another side. */
const SURE_FIT = 0.86;

const OTHER_SIDE: Reading = { side: 'front', state: 'unreadable', fields: {}, codes: [], hint: 'other-side' };

/**
 * Clave de elector and CURP from the front. The type of a real card is not known to the last detail and neither
 * identifier has a public check beyond CURP's digit: they stand as read only where they confirm each other.
 */
export function readFrontOf(_type: CredentialTypeKey, frames: readonly Picture[]): Promise<Reading> {
  return readThrough('front', frontBurst(), frames);
}

/** Frame by frame: each answer says what all frames so far say together. */
export function frontBurst(): Burst {
  return new FrontBurst();
}

class FrontBurst implements Burst {
  readonly #claves: Match[] = [];
  readonly #curps: Match[] = [];
  #text = false;

  add(frame: Picture): Promise<Reading> {
    const { sheet, found, text } = identifiersIn(sheetOf(frame));
    this.#text ||= text;
    if (found.clave) this.#claves.push(found.clave);
    if (found.curp) this.#curps.push(found.curp);
    const back = this.#claves.every(({ fit }) => fit < SURE_FIT) && looksLikeZone(sheet);
    // Some line of a back always resembles a clave a little; none is offered from there.
    if (back) return Promise.resolve(OTHER_SIDE);
    const claveElector = fieldOf(matchOf(this.#claves), LEAST_FIT.clave);
    const curp = fieldOf(matchOf(this.#curps), LEAST_FIT.curp);
    const checked = crossChecked({
      side: 'front',
      state: claveElector ? 'partial' : 'unreadable',
      fields: { ...(claveElector && { claveElector }), ...(curp && { curp }) },
      codes: [],
    });
    const hint = this.#hint(sheet, checked, frame);
    return Promise.resolve({ ...checked, ...(hint && { hint }) });
  }

  #hint(sheet: Sheet, { state }: Reading, frame: Picture): ReadingHint | undefined {
    if (colourless(frame)) return 'copy';
    return state === 'read' ? undefined : hintFor(sheet, { textFound: this.#text });
  }
}

/** What the frames say together of each place; those that fit much worse than the best show something else. */
function matchOf(matches: readonly Match[]): Match | undefined {
  const most = Math.max(0, ...matches.map(({ fit }) => fit));
  const alike = matches.filter(({ fit }) => fit > most - 0.1);
  const [first] = alike;
  if (!first || alike.length === 1) return first;
  const weights = weightsOf(alike);
  const places = first.places.map(({ start, options }, place) => ({
    start,
    options: options
      .map(({ character }) => ({
        character,
        score: alike.reduce((sum, match, m) => sum + (weights[m] ?? 0) * scoreOf(match, place, character), 0),
      }))
      .sort((a, b) => b.score - a.score),
  }));
  return { places, fit: alike.reduce((sum, { fit }, m) => sum + (weights[m] ?? 0) * fit, 0) };
}

function scoreOf({ places }: Match, place: number, character: string): number {
  return places[place]?.options.find((option) => option.character === character)?.score ?? -1;
}

function fieldOf(match: Match | undefined, least: number): ReadField | undefined {
  if (!match || match.fit < least) return undefined;
  const places = match.places.map(({ start, options }) => ({ start, options: options.slice(0, 5) }));
  return { value: textOf(match), source: 'ocr', state: 'offered', confidence: Math.min(1, match.fit), places };
}
