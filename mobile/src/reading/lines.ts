import type { Blob } from './components.js';

/** Components of print that form a line, from left to right. */
export interface TextLine {
  readonly blobs: readonly Blob[];
  /** The line y = slope · x + offset through the centres. */
  readonly slope: number;
  readonly offset: number;
  /** Median height. */
  readonly height: number;
}

export interface LineRules {
  /** Height of a glyph, in pixels. */
  readonly minHeight: number;
  readonly maxHeight: number;
  /** Minimum number of glyphs. */
  readonly minCount: number;
  /** Maximum distance of a neighbour, in glyph heights. */
  readonly reach: number;
}

export function findLines(blobs: readonly Blob[], rules: LineRules): TextLine[] {
  const glyphs = blobs.filter((blob) => looksLikeGlyph(blob, rules)).sort((a, b) => a.x - b.x);
  const seeds = linkNeighbours(glyphs, rules.reach)
    .filter((chain) => chain.length >= 4)
    .sort((a, b) => b.length - a.length);
  const taken = new Set<Blob>();
  const lines: TextLine[] = [];
  for (const seed of seeds) {
    const free = seed.filter((blob) => !taken.has(blob));
    if (free.length < 4) continue;
    const line = grow(
      free,
      glyphs.filter((blob) => !taken.has(blob)),
      rules.reach,
    );
    if (line.blobs.length < rules.minCount) continue;
    for (const blob of line.blobs) taken.add(blob);
    lines.push(line);
  }
  return lines;
}

function looksLikeGlyph({ width, height, area }: Blob, { minHeight, maxHeight }: LineRules): boolean {
  return (
    height >= minHeight &&
    height <= maxHeight &&
    width >= 0.12 * height &&
    width <= 1.35 * height &&
    area >= 0.12 * width * height
  );
}

/** Chains of glyphs that are each other's nearest neighbour. */
function linkNeighbours(glyphs: readonly Blob[], reach: number): Blob[][] {
  const rights = glyphs.map((glyph, index) => nearest(glyphs, index, 1, glyph.height * reach));
  const lefts = glyphs.map((glyph, index) => nearest(glyphs, index, -1, glyph.height * reach));
  const found: Blob[][] = [];
  const used = new Set<number>();
  glyphs.forEach((_, start) => {
    if (used.has(start)) return;
    const chain: Blob[] = [];
    for (let at = start; at >= 0 && !used.has(at);) {
      const glyph = glyphs[at];
      if (glyph) chain.push(glyph);
      used.add(at);
      const next = rights[at] ?? -1;
      at = next >= 0 && lefts[next] === at ? next : -1;
    }
    found.push(chain);
  });
  return found;
}

function nearest(glyphs: readonly Blob[], index: number, direction: 1 | -1, reach: number): number {
  const from = glyphs[index];
  if (!from) return -1;
  let best = -1;
  let shortest = Infinity;
  for (let i = index + direction; i >= 0 && i < glyphs.length; i += direction) {
    const other = glyphs[i];
    if (!other) break;
    const dx = Math.abs(other.x - from.x);
    if (dx > reach) break;
    const dy = Math.abs(other.y - from.y);
    const ratio = other.height / from.height;
    if (dx < 0.2 * from.height || dy > 0.2 * from.height + 0.3 * dx || ratio < 0.6 || ratio > 1.67) continue;
    const distance = dx + 3 * dy;
    if (distance < shortest) [shortest, best] = [distance, i];
  }
  return best;
}

/** Extends the seed by every glyph on its line. */
function grow(seed: readonly Blob[], glyphs: readonly Blob[], reach: number): TextLine {
  let line = fitLine(seed);
  for (let round = 0; round < 8; round += 1) {
    const [first, last] = [line.blobs[0], line.blobs[line.blobs.length - 1]];
    if (!first || !last) break;
    const room = line.height * reach * 2.5;
    const members = glyphs.filter((blob) => {
      const deviation = Math.abs(blob.y - (line.slope * blob.x + line.offset));
      const ratio = blob.height / line.height;
      const near = blob.x > first.x - room && blob.x < last.x + room;
      return near && deviation < 0.3 * line.height && ratio > 0.62 && ratio < 1.6;
    });
    const next = fitLine(members);
    if (next.blobs.length === line.blobs.length) return next;
    line = next;
  }
  return line;
}

function fitLine(blobs: readonly Blob[]): TextLine {
  const sorted = [...blobs].sort((a, b) => a.x - b.x);
  const n = sorted.length;
  const meanX = sorted.reduce((sum, { x }) => sum + x, 0) / n;
  const meanY = sorted.reduce((sum, { y }) => sum + y, 0) / n;
  const spread = sorted.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = spread > 0 ? sorted.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread : 0;
  return { blobs: sorted, slope, offset: meanY - slope * meanX, height: median(sorted.map(({ height }) => height)) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
