import { matchIdentifiers, type Identifiers } from './match-identifiers.js';
import { rotate180, type Sheet } from './sheet.js';
import { levelLines, type LevelText } from './text-blocks.js';

/** Below this fit, the front may be upside down. */
const UPRIGHT_FIT = 0.86;
/** Other text does not reach this fit. */
const CERTAIN_MATCH = 0.88;

export interface IdentifierSearch {
  readonly sheet: Sheet;
  readonly identifiers: Identifiers;
  readonly level: LevelText;
  /** Lines of text like those of a card were found. */
  readonly hasText: boolean;
}

/** Searches the frame, and if neither identifier is found, the frame rotated by 180°. */
export function findIdentifiers(sheet: Sheet): IdentifierSearch {
  const upright = searchUpright(sheet);
  const fit = fitOf(upright);
  if (fit >= UPRIGHT_FIT || !upright.hasText) return upright;
  const rotated = searchUpright(rotate180(sheet));
  return fitOf(rotated) > fit ? rotated : upright;
}

function searchUpright(sheet: Sheet): IdentifierSearch {
  const level = levelLines(sheet.ink, sheet.blobs);
  return { sheet, identifiers: matchIdentifiers(level), level, hasText: level.lines.length >= 6 };
}

const fitOf = ({ identifiers: { clave, curp } }: IdentifierSearch): number => Math.max(clave?.fit ?? 0, curp?.fit ?? 0);

/** True if the frame shows a front. Used to detect that the wrong side is in the picture. */
export function looksLikeFront(sheet: Sheet): boolean {
  return fitOf(findIdentifiers(sheet)) >= CERTAIN_MATCH;
}
