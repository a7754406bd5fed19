import type { Plane } from './image.js';
import type { TemplateSet } from './templates/template-set.js';
import { median, type TextLine } from './lines.js';
import { MRZ_ALPHABETS } from './mrz-alphabets.js';
import { gridOver, numberGlyphs, shiftScore, possibleShifts } from './glyph-columns.js';
import { gridFit, refineGrid } from './refine.js';
import { extractPatch, scoreCharacters, type CellScores, type Grid } from './cells.js';
import { FIRST_SET, MONO_SETS } from './mono-sets.js';
import { rotate180, type Sheet } from './sheet.js';
import { frameWeights } from './votes.js';

/** The character scores of each cell of a block. */
export interface BlockScores {
  readonly characters: string;
  /** By row, then column. */
  readonly cells: readonly (readonly CellScores[])[];
  /** Mean score of the best allowed characters, 0…1. */
  readonly fit: number;
  /** Position in the picture. */
  readonly grid: Grid;
}

/** Below this fit, the block may be upside down or other text. */
const UPRIGHT_FIT = 0.78;
/** The grid is fitted again if its fit is between these two; below the lower one there is no zone. */
const GOOD_FIT = 0.85;
const RETRY_MIN_FIT = 0.3;
/** Below this fit, the block is discarded. */
const MIN_FIT = 0.55;

export interface Zone {
  /** The frame in upright orientation. */
  readonly sheet: Sheet;
  readonly block: BlockScores | undefined;
}

/** Finds the three lines and scores their cells; if they do not fit, tries the frame rotated by 180°. */
export function findZone(sheet: Sheet): Zone {
  const upright = locateZone(sheet);
  if (!upright || upright.block.fit < UPRIGHT_FIT) {
    const rotated = locateZone(rotate180(sheet));
    if (rotated && rotated.block.fit > (upright?.block.fit ?? 0)) return settle(rotated);
  }
  return upright ? settle(upright) : { sheet, block: undefined };
}

function settle(found: LocatedZone): Zone {
  const { fit } = found.block;
  const block = fit >= GOOD_FIT || fit < RETRY_MIN_FIT ? found.block : retryGrid(found);
  return { sheet: found.sheet, block: block.fit >= MIN_FIT ? block : undefined };
}

/** True if the frame shows a machine-readable zone, to detect the wrong side or card type. */
export function looksLikeZone(sheet: Sheet): boolean {
  return (findZone(sheet).block?.fit ?? 0) >= UPRIGHT_FIT;
}

type ThreeLines = readonly [TextLine, TextLine, TextLine];

/** The three evenly spaced lines of similar height and slope with the most glyphs. */
function findThreeLines(lines: readonly TextLine[]): ThreeLines | undefined {
  let best: ThreeLines | undefined;
  let max = 0;
  const middle = (line: TextLine, x: number): number => line.slope * x + line.offset;
  for (const a of lines) {
    const x = ((a.blobs[0]?.x ?? 0) + (a.blobs[a.blobs.length - 1]?.x ?? 0)) / 2;
    for (const b of lines) {
      const first = (middle(b, x) - middle(a, x)) / a.height;
      if (first < 1.1 || first > 3 || Math.abs(a.slope - b.slope) > 0.08) continue;
      for (const c of lines) {
        const second = (middle(c, x) - middle(b, x)) / a.height;
        if (second / first < 0.75 || second / first > 1.33 || Math.abs(b.slope - c.slope) > 0.08) continue;
        const count = a.blobs.length + b.blobs.length + c.blobs.length;
        if (count > max) [max, best] = [count, [a, b, c]];
      }
    }
  }
  return best && max >= 36 ? withEqualHeights(best) : undefined;
}

/** Fillers are lower than letters, so a line of fillers takes the height of the other two. */
function withEqualHeights(three: ThreeLines): ThreeLines {
  const height = median(three.map((line) => line.height));
  const [a, b, c] = three.map((line) => (line.height < 0.8 * height ? { ...line, height } : line));
  return a && b && c ? [a, b, c] : three;
}

interface LocatedZone {
  readonly sheet: Sheet;
  readonly rows: readonly (Row & { readonly row: number; readonly shift: number })[];
  readonly grid: Grid;
  readonly block: BlockScores;
}

function locateZone(sheet: Sheet): LocatedZone | undefined {
  const lines = findThreeLines(sheet.lines);
  if (!lines) return undefined;
  const rows = lines.map((line, row) => {
    const glyphs = numberGlyphs(line);
    const alphabets = MRZ_ALPHABETS[row] ?? [];
    const scores = possibleShifts(glyphs, LENGTH).map((shift) => ({
      shift,
      score: shiftScore(sheet.ink, line, glyphs, shift, alphabets, FIRST_SET),
    }));
    const { shift } = scores.reduce((a, b) => (b.score > a.score ? b : a));
    return { row, line, glyphs, shift };
  });
  const grid = gridOver(rows, LENGTH);
  return grid && { sheet, rows, grid, block: scoreGrid(sheet.ink, grid, FIRST_SET) };
}

/**
 * Columns are easily miscounted in a line with gaps or with print next to the card, so this takes the columns from a
 * complete line. It also tries every typeface: with a poor grid, the usual one may give misleading scores.
 */
function retryGrid({ sheet: { ink }, rows, grid, block }: LocatedZone): BlockScores {
  const complete = rows.find(({ glyphs }) => glyphs.length >= LENGTH - 1 && spanOf(glyphs) === LENGTH - 1);
  const other =
    complete &&
    gridOver(
      rows.map((row) => ({ ...row, shift: 0, glyphs: renumber(complete, row) })),
      LENGTH,
    );
  return [grid, other]
    .flatMap((one) => (one ? MONO_SETS.map((set) => scoreGrid(ink, one, set)) : []))
    .reduce((a, b) => (b.fit > a.fit ? b : a), block);
}

const LENGTH = 30;

interface Row {
  readonly line: TextLine;
  readonly glyphs: ReturnType<typeof numberGlyphs>;
}

function spanOf(glyphs: Row['glyphs']): number {
  return (glyphs[glyphs.length - 1]?.column ?? 0) - (glyphs[0]?.column ?? 0);
}

/** Numbers the glyphs of a line by the columns of a complete line above or below it. */
function renumber(complete: Row, { line }: Row): Row['glyphs'] {
  const origin = complete.glyphs[0]?.column ?? 0;
  const pitch = ((complete.glyphs[complete.glyphs.length - 1]?.x ?? 0) - (complete.glyphs[0]?.x ?? 0)) / (LENGTH - 1);
  return line.blobs.flatMap(({ x, y }) => {
    const nearest = complete.glyphs.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a));
    return Math.abs(nearest.x - x) < 0.4 * pitch ? [{ column: nearest.column - origin, x, y }] : [];
  });
}

function scoreGrid(ink: Plane, grid: Grid, first: TemplateSet): BlockScores {
  const alphabets = MRZ_ALPHABETS;
  const coarse = refineGrid(ink, grid, alphabets, first, 2, 4);
  const set = MONO_SETS.map((one) => ({ one, fit: gridFit(ink, coarse.grid, alphabets, one, 4) })).reduce((a, b) =>
    b.fit > a.fit ? b : a,
  ).one;
  const fine = refineGrid(ink, coarse.grid, alphabets, set, 2, 3);
  return {
    characters: set.characters,
    fit: fine.fit,
    grid: fine.grid,
    cells: alphabets.map((row, v) =>
      row.map((allowed, u) => scoreCharacters(extractPatch(ink, fine.grid, u, v), set, allowed)),
    ),
  };
}

/** Combines the scores of several frames of the same block, weighted by clarity. */
export function combineBlocks(blocks: readonly BlockScores[]): BlockScores {
  const [first] = blocks;
  if (!first || blocks.length === 1) return first ?? { characters: '', cells: [], fit: 0, grid: EMPTY_GRID };
  const weights = frameWeights(blocks);
  const cells = first.cells.map((row, v) =>
    row.map((scores, u) =>
      scores.map((_, c) =>
        blocks.reduce((sum, block, b) => sum + (weights[b] ?? 0) * (block.cells[v]?.[u]?.[c] ?? -1), 0),
      ),
    ),
  );
  const fit = blocks.reduce((sum, block, b) => sum + (weights[b] ?? 0) * block.fit, 0);
  return { ...first, cells, fit };
}

const EMPTY_GRID: Grid = { projection: [0, 0, 0, 0, 0, 0, 0, 0], boxWidth: 1, boxHeight: 1 };
