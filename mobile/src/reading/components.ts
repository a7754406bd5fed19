/** A connected piece of print. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly area: number;
}

interface Growing {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
}

/** Pieces of print joined by side or corner. `x`, `y` are their centres. */
export function blobsOf(print: Uint8Array, width: number, height: number): Blob[] {
  const parents: number[] = [];
  const boxes: Growing[] = [];
  const labels: number[] = [];
  let above: Run[] = [];
  for (let y = 0; y < height; y += 1) {
    const runs = runsOf(print, y * width, width);
    let k = 0;
    for (const run of runs) {
      while (k < above.length && (above[k]?.end ?? 0) < run.start - 1) k += 1;
      for (let j = k; j < above.length; j += 1) {
        const other = above[j];
        if (!other || other.start > run.end + 1) break;
        run.label = run.label < 0 ? root(parents, other.label) : join(parents, run.label, other.label);
      }
      if (run.label < 0) {
        run.label = parents.length;
        parents.push(run.label);
      }
      boxes.push({ left: run.start, right: run.end, top: y, bottom: y, area: run.end - run.start + 1 });
      labels.push(run.label);
    }
    above = runs;
  }
  return gathered(parents, boxes, labels);
}

interface Run {
  readonly start: number;
  readonly end: number;
  label: number;
}

function runsOf(print: Uint8Array, from: number, width: number): Run[] {
  const runs: Run[] = [];
  let start = -1;
  for (let x = 0; x <= width; x += 1) {
    const inked = x < width && print[from + x] === 1;
    if (inked && start < 0) start = x;
    if (!inked && start >= 0) {
      runs.push({ start, end: x - 1, label: -1 });
      start = -1;
    }
  }
  return runs;
}

function root(parents: number[], label: number): number {
  let at = label;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at] ?? at] ?? at;
    at = parents[at] ?? at;
  }
  return at;
}

function join(parents: number[], a: number, b: number): number {
  const [first, second] = [root(parents, a), root(parents, b)];
  parents[Math.max(first, second)] = Math.min(first, second);
  return Math.min(first, second);
}

function gathered(parents: number[], runs: readonly Growing[], runLabels: readonly number[]): Blob[] {
  const boxes = new Map<number, Growing>();
  runs.forEach((run, index) => {
    const label = root(parents, runLabels[index] ?? 0);
    const box = boxes.get(label);
    if (!box) {
      boxes.set(label, { ...run });
      return;
    }
    box.left = Math.min(box.left, run.left);
    box.right = Math.max(box.right, run.right);
    box.bottom = Math.max(box.bottom, run.bottom);
    box.area += run.area;
  });
  return [...boxes.values()].map(({ left, top, right, bottom, area }) => ({
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    width: right - left + 1,
    height: bottom - top + 1,
    area,
  }));
}
