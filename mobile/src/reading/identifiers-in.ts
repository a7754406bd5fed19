import { identifiersOn, type Identifiers } from './identifiers-on.js';
import { turned, type Sheet } from './sheet.js';
import { levelText } from './text-blocks.js';

/** A front where neither fits as much may lie upside down. */
const UPRIGHT_FIT = 0.86;
/** So well fits only what is there. */
const SURE_FIT = 0.88;

export interface Found {
  readonly sheet: Sheet;
  readonly found: Identifiers;
  /** There are lines as of a card. */
  readonly text: boolean;
}

/** As it lies; where neither identifier is there, the frame upside down. */
export function identifiersIn(sheet: Sheet): Found {
  const upright = identifiersAt(sheet);
  const fit = fitOf(upright);
  if (fit >= UPRIGHT_FIT || !upright.text) return upright;
  const around = identifiersAt(turned(sheet));
  return fitOf(around) > fit ? around : upright;
}

function identifiersAt(sheet: Sheet): Found {
  const level = levelText(sheet.ink, sheet.blobs);
  return { sheet, found: identifiersOn(level), text: level.lines.length >= 6 };
}

const fitOf = ({ found: { clave, curp } }: Found): number => Math.max(clave?.fit ?? 0, curp?.fit ?? 0);

/** Is it a front? To tell who shows the wrong side. */
export function looksLikeFront(sheet: Sheet): boolean {
  return fitOf(identifiersIn(sheet)) >= SURE_FIT;
}
