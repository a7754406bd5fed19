import { cutsOf, segmentBetween, SANS_CHARACTERS, type Segment } from './segments.js';
import type { Strip } from './text-line.js';

/** What each place of a printed identifier may hold. */
export type Pattern = readonly string[];

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZÑ';
const times = (count: number, alphabet: string): string[] => Array.from({ length: count }, () => alphabet);

export const CLAVE: Pattern = [...times(6, LETTERS), ...times(8, DIGITS), 'HM', ...times(3, DIGITS)];
export const CURP: Pattern = [
  ...times(4, LETTERS),
  ...times(6, DIGITS),
  'HMX',
  ...times(5, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`,
  DIGITS,
];

/** One place of a match: its characters by fit, best first. */
export interface Place {
  readonly options: readonly { readonly character: string; readonly score: number }[];
}

export interface Match {
  readonly places: readonly Place[];
  /** Mean fit. */
  readonly fit: number;
}

/** All segments between cuts of a strip, by their first cut: the lattice that patterns are sought in. */
export interface Lattice {
  readonly cuts: readonly number[];
  readonly from: readonly (readonly { readonly to: number; readonly segment: Segment | undefined }[])[];
}

const WIDEST = 27;

export function latticeOf(strip: Strip, face: number): Lattice {
  const cuts = cutsOf(strip);
  const from = cuts.map((left, i) => {
    const found = [];
    for (let j = i + 1; j < cuts.length; j += 1) {
      const right = cuts[j] ?? 0;
      if (right - left > WIDEST) break;
      found.push({ to: j, segment: segmentBetween(strip, left, right, face) });
    }
    return found;
  });
  return { cuts, from };
}

interface Step {
  readonly total: number;
  readonly before: number;
  readonly segment: Segment | undefined;
}

/** The stretch of the line that fits the pattern best. */
export function matchOf(lattice: Lattice, pattern: Pattern): Match | undefined {
  const allowed = pattern.map((alphabet) => [...alphabet].map((character) => SANS_CHARACTERS.indexOf(character)));
  let states: (Step | undefined)[] = lattice.cuts.map(() => ({ total: 0, before: -1, segment: undefined }));
  const history: (Step | undefined)[][] = [];
  for (const indexes of allowed) {
    const next: (Step | undefined)[] = lattice.cuts.map(() => undefined);
    states.forEach((state, i) => {
      if (!state) return;
      for (const { to, segment } of lattice.from[i] ?? []) {
        if (!segment) continue;
        const total = state.total + bestAmong(segment, indexes);
        if (total > (next[to]?.total ?? -Infinity)) next[to] = { total, before: i, segment };
      }
    });
    overBlanks(lattice, next);
    history.push(next);
    states = next;
  }
  return traced(history, allowed);
}

/** An empty stretch between glyphs belongs to neither. */
function overBlanks(lattice: Lattice, states: (Step | undefined)[]): void {
  states.forEach((state, i) => {
    if (!state) return;
    for (const { to, segment } of lattice.from[i] ?? [])
      if (!segment && state.total - 0.02 > (states[to]?.total ?? -Infinity))
        states[to] = { ...state, total: state.total - 0.02 };
  });
}

function bestAmong({ scores }: Segment, indexes: readonly number[]): number {
  let best = -1;
  for (const index of indexes) {
    const score = scores[index] ?? -1;
    if (score > best) best = score;
  }
  return best;
}

function traced(
  history: readonly (readonly (Step | undefined)[])[],
  allowed: readonly (readonly number[])[],
): Match | undefined {
  const last = history[history.length - 1] ?? [];
  let at = -1;
  last.forEach((state, i) => {
    if (state && state.total > (last[at]?.total ?? -Infinity)) at = i;
  });
  const total = last[at]?.total;
  if (total === undefined) return undefined;
  const places: Place[] = [];
  for (let k = history.length - 1; k >= 0; k -= 1) {
    const step = history[k]?.[at];
    if (!step?.segment) return undefined;
    const { scores } = step.segment;
    const options = (allowed[k] ?? [])
      .map((index) => ({ character: SANS_CHARACTERS.charAt(index), score: scores[index] ?? -1 }))
      .sort((a, b) => b.score - a.score);
    places.unshift({ options });
    at = step.before;
  }
  return { places, fit: total / history.length };
}

export function textOf({ places }: Match): string {
  return places.map(({ options }) => options[0]?.character ?? '').join('');
}
