/** A connected component of print. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly area: number;
}

/** Finds the 8-connected components; `x` and `y` are their centres. */
export function findBlobs(print: Uint8Array, width: number, height: number): Blob[] {
  const runs = runsOf(print, width, height);
  const parents = Int32Array.from(runs.starts, (_, run) => run);
  for (let y = 1; y < height; y += 1) {
    let above = runs.rows[y - 1] ?? 0;
    const [from, to] = [runs.rows[y] ?? 0, runs.rows[y + 1] ?? 0];
    for (let run = from; run < to; run += 1) {
      const [start, end] = [runs.starts[run] ?? 0, runs.ends[run] ?? 0];
      while (above < from && (runs.ends[above] ?? 0) < start - 1) above += 1;
      for (let other = above; other < from && (runs.starts[other] ?? 0) <= end + 1; other += 1)
        join(parents, run, other);
    }
  }
  return collectBlobs(parents, runs);
}

/**
 * Horizontal runs of print from top to bottom; `rows` has the index of each row's first run, then the number of runs.
 */
interface Runs {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly rows: readonly number[];
}

function runsOf(print: Uint8Array, width: number, height: number): Runs {
  const [starts, ends, rows] = [[] as number[], [] as number[], [] as number[]];
  for (let y = 0, at = 0; y < height; y += 1) {
    rows.push(starts.length);
    let before = 0;
    for (let x = 0; x < width; x += 1, at += 1) {
      const here = print[at] ?? 0;
      if (here === before) continue;
      if (here === 1) starts.push(x);
      else ends.push(x - 1);
      before = here;
    }
    if (before === 1) ends.push(width - 1);
  }
  rows.push(starts.length);
  return { starts, ends, rows };
}

function root(parents: Int32Array, run: number): number {
  let at = run;
  while ((parents[at] ?? at) !== at) {
    const up = parents[at] ?? at;
    parents[at] = parents[up] ?? up;
    at = parents[at] ?? up;
  }
  return at;
}

function join(parents: Int32Array, a: number, b: number): void {
  const [first, second] = [root(parents, a), root(parents, b)];
  parents[Math.max(first, second)] = Math.min(first, second);
}

interface BoundingBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
}

function collectBlobs(parents: Int32Array, { starts, ends, rows }: Runs): Blob[] {
  const boxes: (BoundingBox | undefined)[] = [];
  const pieces: BoundingBox[] = [];
  for (let y = 0; y + 1 < rows.length; y += 1)
    for (let run = rows[y] ?? 0; run < (rows[y + 1] ?? 0); run += 1) {
      const label = root(parents, run);
      const [start, end] = [starts[run] ?? 0, ends[run] ?? 0];
      let box = boxes[label];
      if (!box) {
        box = { left: start, top: y, right: end, bottom: y, area: 0 };
        boxes[label] = box;
        pieces.push(box);
      }
      if (start < box.left) box.left = start;
      if (end > box.right) box.right = end;
      box.bottom = y;
      box.area += end - start + 1;
    }
  return pieces.map(({ left, top, right, bottom, area }) => ({
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    width: right - left + 1,
    height: bottom - top + 1,
    area,
  }));
}
