import { matchIdentifiers, type Identifiers } from './match-identifiers.js';
import { rotate180, type Sheet } from './sheet.js';
import { levelLines } from './text-blocks.js';

/** A front where neither fits as much may lie upside down. */
const UPRIGHT_FIT = 0.86;
/** So well fits only what is there. */
const SURE_FIT = 0.88;

export interface IdentifierSearch {
  readonly sheet: Sheet;
  readonly identifiers: Identifiers;
  /** There are lines as of a card. */
  readonly hasText: boolean;
}

/** As it lies; where neither identifier is there, the frame upside down. */
export function findIdentifiers(sheet: Sheet): IdentifierSearch {
  const upright = searchUpright(sheet);
  const fit = fitOf(upright);
  if (fit >= UPRIGHT_FIT || !upright.hasText) return upright;
  const around = searchUpright(rotate180(sheet));
  return fitOf(around) > fit ? around : upright;
}

function searchUpright(sheet: Sheet): IdentifierSearch {
  const level = levelLines(sheet.ink, sheet.blobs);
  return { sheet, identifiers: matchIdentifiers(level), hasText: level.lines.length >= 6 };
}

const fitOf = ({ identifiers: { clave, curp } }: IdentifierSearch): number => Math.max(clave?.fit ?? 0, curp?.fit ?? 0);

/** Is it a front? To tell who shows the wrong side. */
export function looksLikeFront(sheet: Sheet): boolean {
  return fitOf(findIdentifiers(sheet)) >= SURE_FIT;
}
