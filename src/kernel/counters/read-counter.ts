import type pg from 'pg';

type Dimensions = Readonly<Record<string, string>>;

export interface CounterReading {
  readonly dimensions: Dimensions;
  readonly value: number;
}

/** The totals and the deltas not yet aggregated. */
const READINGS_SQL = `(select dimensions, value from kernel.counter_total where name = $1 and dimensions @> $2::jsonb
  union all
  select dimensions, delta from kernel.counter_delta where name = $1 and dimensions @> $2::jsonb) both_parts`;

/** Every reading of a counter whose dimensions contain `within`. */
export async function readCounter(
  connection: pg.ClientBase,
  name: string,
  within: Dimensions,
): Promise<CounterReading[]> {
  const result = await connection.query<{ dimensions: Record<string, string>; value: string }>(
    `select dimensions, sum(value) as value from ${READINGS_SQL} group by dimensions`,
    [name, JSON.stringify(within)],
  );
  return result.rows.map((row) => ({ dimensions: row.dimensions, value: Number(row.value) }));
}

/** The sum of the readings of a counter whose dimensions contain `within`. */
export async function sumCounter(connection: pg.ClientBase, name: string, within: Dimensions): Promise<number> {
  const result = await connection.query<{ value: string }>(
    `select coalesce(sum(value), 0) as value from ${READINGS_SQL}`,
    [name, JSON.stringify(within)],
  );
  return Number(result.rows[0]?.value ?? 0);
}
