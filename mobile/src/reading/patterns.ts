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
  /** What a cut costs: it should not go through ink. */
  readonly costs: readonly number[];
  /** True where a word may begin or end: paper beside the cut, or the end of the line. */
  readonly opens: readonly boolean[];
  readonly closes: readonly boolean[];
  readonly from: readonly (readonly { readonly to: number; readonly segment: Segment | undefined }[])[];
}

const WIDEST = 27;
const INK_CUT = 0.5;
/** A word that begins or ends inside another. */
const TORN = 0.5;
/** Columns of paper between words; between letters there are fewer. */
const WORD_GAP = 6;

export function latticeOf(strip: Strip, face: number): Lattice {
  const cuts = cutsOf(strip);
  const peak = strip.profile.reduce((most, value) => Math.max(most, value), 0.01);
  const blank = (column: number): boolean => (strip.profile[column] ?? 0) < 0.12 * peak;
  const paper = (from: number, step: 1 | -1): number => {
    let count = 0;
    for (let x = from; x >= 0 && x < strip.width && blank(x); x += step) count += 1;
    return count;
  };
  const from = cuts.map((left, i) => {
    const found = [];
    for (let j = i + 1; j < cuts.length; j += 1) {
      const right = cuts[j] ?? 0;
      if (right - left > WIDEST) break;
      found.push({ to: j, segment: segmentBetween(strip, left, right, face) });
    }
    return found;
  });
  const gaps = cuts.map((cut) => paper(cut, -1) + paper(cut + 1, 1) >= WORD_GAP);
  return {
    cuts,
    costs: cuts.map((cut) => (INK_CUT * (strip.profile[cut] ?? 0)) / peak),
    opens: gaps.map((gap, i) => gap || i === 0),
    closes: gaps.map((gap, i) => gap || i === cuts.length - 1),
    from,
  };
}

interface Step {
  readonly total: number;
  readonly before: number;
  readonly segment: Segment | undefined;
}

/** The stretch of the line that fits the pattern best. */
export function matchOf(lattice: Lattice, pattern: Pattern): Match | undefined {
  const allowed = pattern.map((alphabet) => [...alphabet].map((character) => SANS_CHARACTERS.indexOf(character)));
  let states: (Step | undefined)[] = lattice.cuts.map((_, i) => ({
    total: lattice.opens[i] === true ? 0 : -TORN,
    before: -1,
    segment: undefined,
  }));
  const history: (Step | undefined)[][] = [];
  for (const indexes of allowed) {
    const next: (Step | undefined)[] = lattice.cuts.map(() => undefined);
    states.forEach((state, i) => {
      if (!state) return;
      for (const { to, segment } of lattice.from[i] ?? []) {
        if (!segment) continue;
        const total = state.total + bestAmong(segment, indexes) - (lattice.costs[to] ?? 0);
        if (total > (next[to]?.total ?? -Infinity)) next[to] = { total, before: i, segment };
      }
    });
    overBlanks(lattice, next);
    history.push(next);
    states = next;
  }
  history.push(
    (history.pop() ?? []).map((state, i) =>
      state && lattice.closes[i] !== true ? { ...state, total: state.total - TORN } : state,
    ),
  );
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
