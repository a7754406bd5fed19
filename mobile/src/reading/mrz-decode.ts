import { parseMrz, type MrzFields } from '#electoral/identifiers';
import type { BlockScores } from './mrz-zone.js';

export interface DecodedMrz {
  readonly lines: readonly [string, string, string];
  readonly fields: MrzFields | undefined;
  readonly checkDigitsValid: boolean;
  /** Number of characters changed to satisfy the check digits. */
  readonly repairs: number;
  /** Mean score of the block. */
  readonly fit: number;
  /**
   * Minimum score, and minimum lead over the second-best character, of the identifying cells and of the composite
   * check digit, which alone covers the OCR number and the issue number. Repaired cells do not count.
   */
  readonly weakestFit: number;
  readonly weakestLead: number;
  /**
   * Clarity of the cells that check digits do not cover (sex, names), or for which a misreading can yield the same check
   * digit (the two dates).
   */
  readonly clarity: Readonly<Record<'sexo' | 'birth' | 'expiry' | 'names', Clarity>>;
}

/** Minimum score of some cells, and minimum lead over the second-best character. */
export interface Clarity {
  readonly fit: number;
  readonly lead: number;
}

interface Change {
  readonly row: number;
  readonly column: number;
  readonly character: string;
  readonly cost: number;
}

/** Maximum cost of one change: how far the score of its character is below the best one. */
const MAX_CHANGE_COST = 0.2;
/** Maximum total cost of a repair, and its minimum lead over any other valid repair. */
const MAX_REPAIR_COST = 0.2;
const MIN_REPAIR_LEAD = 0.06;

export function decodeMrz(block: BlockScores): DecodedMrz {
  const plain = block.cells.map((row) =>
    row.map((scores) => ranked(scores, block.characters)[0]?.character ?? '<').join(''),
  );
  const read = parseMrz(plain);
  if (read.ok) return result(block, plain, []);
  const repair = findRepair(block, plain);
  return result(block, repair ? applyChanges(plain, repair) : plain, repair ?? []);
}

/** The cheapest one or two changes that satisfy all check digits, unless another repair costs nearly the same. */
function findRepair(block: BlockScores, plain: readonly string[]): readonly Change[] | undefined {
  const singles = possibleChanges(block);
  const pairs = singles.flatMap((a, i) =>
    singles.slice(i + 1).flatMap((b) => (a.row === b.row && a.column === b.column ? [] : [[a, b]])),
  );
  const valid = [...singles.map((one) => [one]), ...pairs]
    .map((changes) => ({ changes, cost: changes.reduce((sum, { cost }) => sum + cost, 0) }))
    .filter(({ cost }) => cost <= MAX_REPAIR_COST + MIN_REPAIR_LEAD)
    .sort((a, b) => a.cost - b.cost)
    .filter(({ changes }) => parseMrz(applyChanges(plain, changes)).ok);
  const [cheapest, next] = valid;
  if (!cheapest || cheapest.cost > MAX_REPAIR_COST) return undefined;
  return next && next.cost - cheapest.cost < MIN_REPAIR_LEAD ? undefined : cheapest.changes;
}

function possibleChanges({ cells, characters }: BlockScores): Change[] {
  const found = cells.slice(0, 2).flatMap((cellsOfRow, row) =>
    cellsOfRow.flatMap((scores, column) => {
      const [best, ...others] = ranked(scores, characters);
      return others
        .map(({ character, score }) => ({ row, column, character, cost: (best?.score ?? 0) - score }))
        .filter(({ cost }) => cost < MAX_CHANGE_COST);
    }),
  );
  return found.sort((a, b) => a.cost - b.cost).slice(0, 32);
}

function applyChanges(lines: readonly string[], changes: readonly Change[]): string[] {
  return lines.map((line, row) => {
    const characters = [...line];
    for (const change of changes) if (change.row === row) characters[change.column] = change.character;
    return characters.join('');
  });
}

function result(block: BlockScores, text: readonly string[], changes: readonly Change[]): DecodedMrz {
  const reading = parseMrz(text);
  const [first = '', second = '', third = ''] = text;
  const issueNumber = range(19, 21).map(at(1));
  const identifying = [...range(5, 15).map(at(0)), ...range(17, 30).map(at(0)), ...issueNumber, COMPOSITE_DIGIT];
  const isRepaired = ([row, column]: Cell): boolean =>
    changes.some((change) => change.row === row && change.column === column);
  const weakest = clarityOf(
    block,
    identifying.filter((cell) => !isRepaired(cell)),
  );
  return {
    lines: [first, second, third],
    fields: reading.fields,
    checkDigitsValid: reading.ok,
    repairs: changes.length,
    fit: block.fit,
    weakestFit: weakest.fit,
    weakestLead: weakest.lead,
    clarity: {
      sexo: clarityOf(block, [at(1)(7)]),
      birth: clarityOf(block, range(0, 7).map(at(1))),
      expiry: clarityOf(block, range(8, 15).map(at(1))),
      names: clarityOf(block, range(0, 30).map(at(2))),
    },
  };
}

type Cell = readonly [row: number, column: number];
const at =
  (row: number) =>
  (column: number): Cell => [row, column];
const COMPOSITE_DIGIT = at(1)(29);

function clarityOf({ cells, characters }: BlockScores, some: readonly Cell[]): Clarity {
  const strengths = some.map(([row, column]) => {
    const [best, next] = ranked(cells[row]?.[column] ?? new Float32Array(), characters);
    return { fit: best?.score ?? 0, lead: (best?.score ?? 0) - (next?.score ?? 0) };
  });
  return { fit: Math.min(...strengths.map(({ fit }) => fit)), lead: Math.min(...strengths.map(({ lead }) => lead)) };
}

function ranked(scores: Float32Array, characters: string): { readonly character: string; readonly score: number }[] {
  return Array.from(scores, (score, index) => ({ character: characters.charAt(index), score }))
    .filter(({ score }) => score > -1)
    .sort((a, b) => b.score - a.score);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
