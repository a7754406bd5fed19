import type { Plane } from './image.js';
import type { TextLine } from './lines.js';
import { MRZ_ALPHABETS } from './mrz-alphabets.js';
import { gridOver, placed, shiftScore, shiftsOf } from './placing.js';
import { fitOf, refined } from './refine.js';
import { patchOf, scoresOf, type CellScores, type Grid } from './cells.js';
import { FIRST_SET, MONO_SETS } from './mono-sets.js';
import { turned, type Sheet } from './sheet.js';
import { weightsOf } from './votes.js';

/** What each cell of a block of type may be. */
export interface BlockScores {
  readonly characters: string;
  /** By row, then column. */
  readonly cells: readonly (readonly CellScores[])[];
  /** Mean fit of the best allowed characters, 0…1. */
  readonly fit: number;
  /** Where it lies. */
  readonly grid: Grid;
}

/** Finds the three lines and scores their cells; undefined where there is no such block. */
export function mrzScores({ ink, lines }: Sheet): BlockScores | undefined {
  const block = threeLines(lines);
  return block && readBlock(ink, block, MRZ_ALPHABETS);
}

/** A block that fits less is not what it seems, or lies upside down. */
const UPRIGHT_FIT = 0.78;

/** The zone as it lies; where it does not fit, the frame upside down. */
export function zoneOn(sheet: Sheet): { readonly sheet: Sheet; readonly block: BlockScores | undefined } {
  const block = mrzScores(sheet);
  if (block && block.fit >= UPRIGHT_FIT) return { sheet, block };
  const around = turned(sheet);
  const other = mrzScores(around);
  return other && other.fit > (block?.fit ?? 0) ? { sheet: around, block: other } : { sheet, block };
}

/** Is it a back with a machine-readable zone? To tell who shows the wrong side, or chose another type. */
export function looksLikeZone(sheet: Sheet): boolean {
  return (zoneOn(sheet).block?.fit ?? 0) >= UPRIGHT_FIT;
}

type Three = readonly [TextLine, TextLine, TextLine];

/** Three lines of like height and slope, evenly below each other, with the most glyphs. */
function threeLines(lines: readonly TextLine[]): Three | undefined {
  let best: Three | undefined;
  let most = 0;
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
        if (count > most) [most, best] = [count, [a, b, c]];
      }
    }
  }
  return most >= 36 ? best : undefined;
}

function readBlock(ink: Plane, lines: Three, alphabets: readonly (readonly string[])[]): BlockScores | undefined {
  const rows = lines.map((line, row) => {
    const glyphs = placed(line);
    const options = shiftsOf(glyphs, alphabets[row]?.length ?? 30);
    const scored = options.map((shift) => ({
      shift,
      score: shiftScore(ink, line, glyphs, shift, alphabets[row] ?? [], FIRST_SET),
    }));
    const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
    return { row, line, glyphs, ...best };
  });
  const grid = gridOver(rows, 30);
  if (!grid) return undefined;
  const coarse = refined(ink, grid, alphabets, FIRST_SET, 2, 4);
  const set = MONO_SETS.map((one) => ({ one, fit: fitOf(ink, coarse.grid, alphabets, one, 4) })).reduce((a, b) =>
    b.fit > a.fit ? b : a,
  ).one;
  const fine = refined(ink, coarse.grid, alphabets, set, 2, 3);
  return {
    characters: set.characters,
    fit: fine.fit,
    grid: fine.grid,
    cells: alphabets.map((row, v) => row.map((allowed, u) => scoresOf(patchOf(ink, fine.grid, u, v), set, allowed))),
  };
}

/** The same block seen several times: what every frame says of a cell, weighted by how clear the frame is. */
export function together(blocks: readonly BlockScores[]): BlockScores {
  const [first] = blocks;
  if (!first || blocks.length === 1) return first ?? { characters: '', cells: [], fit: 0, grid: NOWHERE };
  const weights = weightsOf(blocks);
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

const NOWHERE: Grid = { projection: [0, 0, 0, 0, 0, 0, 0, 0], boxWidth: 1, boxHeight: 1 };
