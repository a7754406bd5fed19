import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { Statement } from '../database/at-once.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';

export interface Delta {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly delta: number;
}

export interface CounterReading {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Figures of the reports. A change appends a delta in its own transaction; a job folds deltas into
 * totals; a reading is total plus tail in one snapshot. No row is updated by every record.
 */
@Injectable()
export class Counters {
  constructor(private readonly em: EntityManager) {}

  statements(deltas: readonly Delta[]): Statement[] {
    if (deltas.length === 0) return [];
    const text = `insert into kernel.counter_delta (name, dimensions, delta)
      select name, dimensions, delta from jsonb_to_recordset($1::jsonb) as d (name text, dimensions jsonb, delta bigint)`;
    return [{ text, values: [JSON.stringify(deltas)] }];
  }

  /** Every reading of a counter whose dimensions contain `within`. */
  async read(em: EntityManager, name: string, within: Readonly<Record<string, string>>): Promise<CounterReading[]> {
    const connection = await driverConnection(em);
    const result = await connection.query<{ dimensions: Record<string, string>; value: string }>(
      `select dimensions, sum(value) as value from (
         select dimensions, value from kernel.counter_total where name = $1 and dimensions @> $2::jsonb
         union all
         select dimensions, delta from kernel.counter_delta where name = $1 and dimensions @> $2::jsonb
       ) both_parts group by dimensions`,
      [name, JSON.stringify(within)],
    );
    return result.rows.map((row) => ({ dimensions: row.dimensions, value: Number(row.value) }));
  }

  /** Sum of the readings whose dimensions contain `within` and whose `dimension` is among `values`. */
  async sum(
    em: EntityManager,
    name: string,
    within: Readonly<Record<string, string>>,
    [dimension, values]: readonly [dimension: string, values: readonly string[]],
  ): Promise<number> {
    const connection = await driverConnection(em);
    const result = await connection.query<{ value: string }>(
      `select coalesce(sum(value), 0) as value from (
         select dimensions, value from kernel.counter_total where name = $1
         union all
         select dimensions, delta from kernel.counter_delta where name = $1
       ) both_parts where dimensions @> $2::jsonb and dimensions->>$3 = any($4::text[])`,
      [name, JSON.stringify(within), dimension, values],
    );
    return Number(result.rows[0]?.value ?? 0);
  }

  /** Moves up to `limit` deltas into totals. @returns how many. */
  @Recurring({ name: 'fold counters', everyMs: 2000 })
  async fold(limit = 10_000): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const result = await connection.query<{ moved: string }>(
        `with taken as (
           delete from kernel.counter_delta where id in (
             select id from kernel.counter_delta order by id limit $1 for update skip locked)
           returning name, dimensions, delta),
         folded as (
           insert into kernel.counter_total as total (name, dimensions, value)
           select name, dimensions, sum(delta) from taken group by name, dimensions order by name, dimensions
           on conflict (name, dimensions) do update set value = total.value + excluded.value)
         select count(*) as moved from taken`,
        [limit],
      );
      return Number(result.rows[0]?.moved ?? 0);
    });
  }
}
