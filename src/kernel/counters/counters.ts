import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import type { Statement } from '../database/combined-statement.js';
import { driverConnection } from '../database/driver-connection.js';
import { Recurring } from '../jobs/recurring.js';
import { readCounter, type CounterReading } from './read-counter.js';

export interface Delta {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly delta: number;
}

/**
 * Counters for the reports. A change appends a delta in its own transaction, a job aggregates deltas into totals, and a
 * reading adds up both in one snapshot. Transactions therefore do not contend for one row.
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
    return readCounter(await driverConnection(em), name, within);
  }

  /** Moves up to `limit` deltas into totals, and returns how many it moved. */
  @Recurring({ name: 'aggregate counters', everyMs: 2000 })
  async aggregate(limit = 10_000): Promise<number> {
    return this.em.fork().transactional(async (em) => {
      const connection = await driverConnection(em);
      const result = await connection.query<{ moved: string }>(
        `with taken as (
           delete from kernel.counter_delta where id in (
             select id from kernel.counter_delta order by id limit $1 for update skip locked)
           returning name, dimensions, delta),
         aggregated as (
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
