import { credentialType, type CredentialTypeKey } from '#electoral/identifiers';
import { readFrames, type BurstReader } from './burst-reader.js';
import type { FrontNames } from './card-names.js';
import { isColourless } from './colour.js';
import { crossCheck } from './cross-check.js';
import { hintFor } from './hint.js';
import { findIdentifiers } from './find-identifiers.js';
import { findNames } from './front-names.js';
import type { Picture } from './image.js';
import { findIssueNumber } from './issue-number.js';
import { matchText, type Match } from './patterns.js';
import { looksLikeZone } from './mrz-zone.js';
import type { ReadField, Reading, ReadingHint } from './reading.js';
import { createSheet, type Sheet } from './sheet.js';
import { frameWeights } from './votes.js';

/** Below this fit, a line does not contain the identifier. */
const MIN_FIT = { clave: 0.68, curp: 0.86 };
/** Below this fit, a clave may be other text on the back. */
const CERTAIN_MATCH = 0.86;

const OTHER_SIDE: Reading = { side: 'front', state: 'unreadable', fields: {}, codes: [], hint: 'other-side' };

/**
 * Reads clave de elector and CURP from the front. The typeface of real cards is not exactly known, and only the CURP
 * has a public check digit, so they are `read` only if they confirm each other.
 */
export function readFrontOf(type: CredentialTypeKey, frames: readonly Picture[]): Promise<Reading> {
  return readFrames('front', createFrontReader(type), frames);
}

/** @returns a reader to which the frames of one front are added one at a time. */
export function createFrontReader(type: CredentialTypeKey): BurstReader {
  return new FrontReader(credentialType(type)?.frontFields.includes('numeroEmision') === true);
}

class FrontReader implements BurstReader {
  readonly #claves: Match[] = [];
  readonly #curps: Match[] = [];
  #names: FrontNames | undefined;
  #issueNumber: ReadField | undefined;
  #hasText = false;

  constructor(private readonly hasIssueNumber: boolean) {}

  add(frame: Picture): Promise<Reading> {
    const { sheet, identifiers, level, hasText } = findIdentifiers(createSheet(frame));
    this.#hasText ||= hasText;
    if (identifiers.clave) this.#claves.push(identifiers.clave);
    if (identifiers.curp) this.#curps.push(identifiers.curp);
    const isBack = this.#claves.every(({ fit }) => fit < CERTAIN_MATCH) && looksLikeZone(sheet);
    // Some line of a back always resembles a clave, so nothing is offered from a back.
    if (isBack) return Promise.resolve(OTHER_SIDE);
    const names = identifiers.clave && findNames(level, identifiers.clave);
    if (names && names.fit > (this.#names?.fit ?? 0)) this.#names = names;
    if (this.hasIssueNumber && identifiers.clave) {
      const found = findIssueNumber(level, identifiers.clave);
      if (found && found.confidence > (this.#issueNumber?.confidence ?? 0)) this.#issueNumber = found;
    }
    const claveElector = fieldOf(combineMatches(this.#claves), MIN_FIT.clave);
    const curp = fieldOf(combineMatches(this.#curps), MIN_FIT.curp);
    const checked = crossCheck({
      side: 'front',
      state: claveElector ? 'partial' : 'unreadable',
      fields: {
        ...(claveElector && { claveElector }),
        ...(curp && { curp }),
        ...(this.#issueNumber && { numeroEmision: this.#issueNumber }),
      },
      codes: [],
      ...(this.#names && { printedNames: this.#names }),
    });
    const hint = this.#hint(sheet, checked, frame);
    return Promise.resolve({ ...checked, ...(hint && { hint }) });
  }

  #hint(sheet: Sheet, { state }: Reading, frame: Picture): ReadingHint | undefined {
    if (isColourless(frame)) return 'copy';
    return state === 'read' ? undefined : hintFor(sheet, { textFound: this.#hasText });
  }
}

/** Combines the frames position by position. Ignores matches much worse than the best: they show other text. */
function combineMatches(matches: readonly Match[]): Match | undefined {
  const bestFit = Math.max(0, ...matches.map(({ fit }) => fit));
  const similar = matches.filter(({ fit }) => fit > bestFit - 0.1);
  const [first] = similar;
  if (!first || similar.length === 1) return first;
  const weights = frameWeights(similar);
  const positions = first.positions.map(({ start, options }, position) => ({
    start,
    options: options
      .map(({ character }) => ({
        character,
        score: similar.reduce((sum, match, m) => sum + (weights[m] ?? 0) * scoreOf(match, position, character), 0),
      }))
      .sort((a, b) => b.score - a.score),
  }));
  return { positions, fit: similar.reduce((sum, { fit }, m) => sum + (weights[m] ?? 0) * fit, 0) };
}

function scoreOf({ positions }: Match, position: number, character: string): number {
  return positions[position]?.options.find((option) => option.character === character)?.score ?? -1;
}

function fieldOf(match: Match | undefined, minFit: number): ReadField | undefined {
  if (!match || match.fit < minFit) return undefined;
  const positions = match.positions.map(({ start, options }) => ({ start, options: options.slice(0, 5) }));
  return { value: matchText(match), source: 'ocr', state: 'offered', confidence: Math.min(1, match.fit), positions };
}
