import type { Plane } from './image.js';
import type { TextLine } from './lines.js';
import { CLAVE, CURP, type Match, type Pattern } from './patterns.js';
import { FACE_COUNT, fitsOf, slidingMatch } from './sliding.js';
import type { LevelText } from './text-blocks.js';
import { stripOf } from './text-line.js';

export interface Identifiers {
  readonly clave?: Match;
  readonly curp?: Match;
}

/** First every line at half size in every typeface, then the likeliest ones closely. */
const ROUGH = { rows: 10, scale: 0.94 };
const CLOSE = { rows: 20, scales: [0.9, 0.95, 1] };
const LIKELIEST = 2;
/** Eighteen characters are at least this many capitals long. */
const SHORTEST = 9;

interface Candidate {
  readonly line: TextLine;
  readonly face: number;
  readonly fit: number;
}

export function identifiersOn({ ink, lines }: LevelText): Identifiers {
  const candidates = { clave: [] as Candidate[], curp: [] as Candidate[] };
  for (const line of lines.filter(isLong)) {
    const strip = stripOf(ink, line, ROUGH.rows, ROUGH.scale);
    if (!strip) continue;
    let [clave, curp]: [Candidate?, Candidate?] = [];
    for (let face = 0; face < FACE_COUNT; face += 1) {
      const fits = fitsOf(strip, face);
      clave = likelier(clave, line, face, slidingMatch(fits, CLAVE));
      curp = likelier(curp, line, face, slidingMatch(fits, CURP));
    }
    if (clave) candidates.clave.push(clave);
    if (curp) candidates.curp.push(curp);
  }
  const clave = closest(ink, candidates.clave, CLAVE);
  const curp = closest(ink, candidates.curp, CURP);
  return { ...(clave && { clave }), ...(curp && { curp }) };
}

function isLong({ blobs, height }: TextLine): boolean {
  const [first, last] = [blobs[0], blobs[blobs.length - 1]];
  return !!first && !!last && last.x + last.width / 2 - (first.x - first.width / 2) > SHORTEST * height;
}

function likelier(known: Candidate | undefined, line: TextLine, face: number, match?: Match): Candidate | undefined {
  return match && match.fit > (known?.fit ?? -1) ? { line, face, fit: match.fit } : known;
}

function closest(ink: Plane, candidates: readonly Candidate[], pattern: Pattern): Match | undefined {
  let best: Match | undefined;
  for (const { line, face } of [...candidates].sort((a, b) => b.fit - a.fit).slice(0, LIKELIEST))
    for (const scale of CLOSE.scales) {
      const strip = stripOf(ink, line, CLOSE.rows, scale);
      const match = strip && slidingMatch(fitsOf(strip, face), pattern);
      if (match && match.fit > (best?.fit ?? -1)) best = match;
    }
  return best;
}
