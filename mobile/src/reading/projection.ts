/** A homography: x = (a u + b v + c) / (g u + h v + 1), y = (d u + e v + f) / (g u + h v + 1). */
export type Projection = readonly [number, number, number, number, number, number, number, number];

export interface Pair {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

export function project([a, b, c, d, e, f, g, h]: Projection, u: number, v: number): [number, number] {
  const w = g * u + h * v + 1;
  return [(a * u + b * v + c) / w, (d * u + e * v + f) / w];
}

/** Least-squares fit through at least four pairs; undefined if they do not determine a homography. */
export function fitProjection(pairs: readonly Pair[]): Projection | undefined {
  const size = Math.max(1, ...pairs.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
  const rows = pairs.flatMap(({ u, v, x, y, weight }) => {
    const [px, py] = [x / size, y / size];
    return [
      [u, v, 1, 0, 0, 0, -u * px, -v * px, px].map((value) => value * weight),
      [0, 0, 0, u, v, 1, -u * py, -v * py, py].map((value) => value * weight),
    ];
  });
  const solved = leastSquares(rows, 8);
  if (!solved) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solved;
  return [a * size, b * size, c * size, d * size, e * size, f * size, g, h];
}

/**
 * Solves linear equations by least squares. Each row contains its coefficients, then its right-hand side.
 * @returns undefined if the system is singular.
 */
export function leastSquares(rows: readonly (readonly number[])[], unknowns: number): number[] | undefined {
  const matrix = Array.from({ length: unknowns }, (_, i) =>
    Array.from({ length: unknowns + 1 }, (__, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
  );
  for (let column = 0; column < unknowns; column += 1) {
    const candidates = matrix.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + candidates.indexOf(Math.max(...candidates));
    const [top, other] = [matrix[column], matrix[pivot]];
    if (!top || !other || Math.abs(other[column] ?? 0) < 1e-12) return undefined;
    [matrix[column], matrix[pivot]] = [other, top];
    eliminate(matrix, column);
  }
  return matrix.map((row, i) => (row[unknowns] ?? 0) / (row[i] ?? 1));
}

function eliminate(matrix: number[][], column: number): void {
  const pivot = matrix[column] ?? [];
  matrix.forEach((row, i) => {
    if (i === column) return;
    const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
    if (factor === 0) return;
    for (let j = column; j < row.length; j += 1) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
  });
}
