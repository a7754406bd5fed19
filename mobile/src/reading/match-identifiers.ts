import type { Plane } from './image.js';
import type { TextLine } from './lines.js';
import { CLAVE, CURP, type Match, type Pattern } from './patterns.js';
import { FACE_COUNT, fitsOf, slidingMatch, windowsAround } from './sliding.js';
import type { LevelText } from './text-blocks.js';
import { cutStrip } from './text-line.js';

export interface Identifiers {
  readonly clave?: FoundMatch;
  readonly curp?: Match;
}

/** A match with its line and the typeface that fits it best. */
export interface FoundMatch extends Match {
  readonly line: TextLine;
  readonly face: number;
}

/** First matches every line at half size in every typeface, then the best ones at full size. */
const ROUGH = { rows: 10, scale: 0.94 };
const CLOSE = { rows: 20, scales: [0.95, 0.9, 1] } as const;
/** Columns around a rough match to search: half a capital. */
const WINDOW_REACH = 8;
/** Lines with other text do not reach this fit. */
const CERTAIN_MATCH = 0.88;
const MAX_CANDIDATES = 2;
/** Minimum length of eighteen characters, in heights of a capital. */
const MIN_LENGTH = 9;

interface Candidate {
  readonly line: TextLine;
  readonly face: number;
  readonly match: Match;
}

export function matchIdentifiers({ ink, lines }: LevelText): Identifiers {
  const candidates = { clave: [] as Candidate[], curp: [] as Candidate[] };
  for (const line of lines.filter(isLong)) {
    const strip = cutStrip(ink, line, ROUGH.rows, ROUGH.scale);
    if (!strip) continue;
    let [clave, curp]: [Candidate?, Candidate?] = [];
    for (let face = 0; face < FACE_COUNT; face += 1) {
      const fits = fitsOf(strip, face);
      clave = betterCandidate(clave, line, face, slidingMatch(fits, CLAVE));
      curp = betterCandidate(curp, line, face, slidingMatch(fits, CURP));
    }
    if (clave) candidates.clave.push(clave);
    if (curp) candidates.curp.push(curp);
  }
  const clave = refineBest(ink, candidates.clave, CLAVE);
  const curp = refineBest(ink, candidates.curp, CURP);
  return { ...(clave && { clave }), ...(curp && { curp }) };
}

function isLong({ blobs, height }: TextLine): boolean {
  const [first, last] = [blobs[0], blobs[blobs.length - 1]];
  return !!first && !!last && last.x + last.width / 2 - (first.x - first.width / 2) > MIN_LENGTH * height;
}

function betterCandidate(
  known: Candidate | undefined,
  line: TextLine,
  face: number,
  match?: Match,
): Candidate | undefined {
  return match && match.fit > (known?.match.fit ?? -1) ? { line, face, match } : known;
}

/** Matches the best lines at full size near their rough matches; over the whole line if none fits well. */
function refineBest(ink: Plane, candidates: readonly Candidate[], pattern: Pattern): FoundMatch | undefined {
  const bestCandidates = [...candidates].sort((a, b) => b.match.fit - a.match.fit).slice(0, MAX_CANDIDATES);
  const [middle, ...others] = CLOSE.scales;
  const near = bestCandidates.map((one) => ({ one, match: matchAt(ink, one, pattern, middle, true) }));
  const best = near.reduce<(typeof near)[number] | undefined>(
    (a, b) => ((b.match?.fit ?? -1) > (a?.match?.fit ?? -1) ? b : a),
    undefined,
  );
  if (best?.match && best.match.fit >= CERTAIN_MATCH)
    return bestMatch([best.match, ...others.map((scale) => matchAt(ink, best.one, pattern, scale, true))]);
  return bestMatch(
    bestCandidates.flatMap((one) => CLOSE.scales.map((scale) => matchAt(ink, one, pattern, scale, false))),
  );
}

function bestMatch(matches: readonly (FoundMatch | undefined)[]): FoundMatch | undefined {
  return matches.reduce((a, b) => ((b?.fit ?? -1) > (a?.fit ?? -1) ? b : a), undefined);
}

function matchAt(
  ink: Plane,
  { line, face, match }: Candidate,
  pattern: Pattern,
  scale: number,
  near: boolean,
): FoundMatch | undefined {
  const strip = cutStrip(ink, line, CLOSE.rows, scale);
  if (!strip) return undefined;
  const columns = (ROUGH.scale * CLOSE.rows) / (scale * ROUGH.rows);
  const window = near ? windowsAround(strip, pattern, match, { columns, reach: WINDOW_REACH }) : undefined;
  const found = slidingMatch(fitsOf(strip, face, window), pattern);
  return found && { ...found, line, face };
}
