import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { RollFormatError, type RollHeader } from '#electoral/roll';
import type { RollBlock } from './roll-file.js';
import { COPY_COLUMNS, IDENTIFIERS, INDEXES, SCHEMA } from './roll-table.js';

interface LoadRow {
  readonly cut_id: number;
  readonly is_same: boolean;
  readonly rows_in: string;
  readonly prefix_sha256: Buffer | null;
}

/**
 * One load of a cut: rows are copied into detached partitions, which are attached in the transaction that ends the
 * load.
 */
export class CutLoad {
  #id = 0;
  #digest: Buffer | undefined;
  #partitions = new Set<string>();

  constructor(
    private readonly connection: pg.ClientBase,
    private readonly header: RollHeader,
    private readonly at: Date,
  ) {}

  /** @returns the number of rows that an interrupted load has already stored. */
  async start(mayResume: boolean): Promise<number> {
    const { cut, asOf, source, electors } = this.header;
    const headerValues = [cut, asOf, source, electors];
    const found = await this.connection.query<LoadRow>(
      `select cut_id, as_of = $2 and source = $3 and electors = $4 as is_same, rows_in, prefix_sha256
       from roll.cut_load where name = $1`,
      headerValues,
    );
    const [interrupted] = found.rows;
    if (interrupted) {
      this.#id = interrupted.cut_id;
      this.#partitions = new Set(await this.#existingPartitions());
      if (mayResume && interrupted.is_same) {
        this.#digest = interrupted.prefix_sha256 ?? undefined;
        return Number(interrupted.rows_in);
      }
      await this.discard();
    }
    const inserted = await this.connection.query<{ cut_id: number }>(
      `insert into roll.cut_load (cut_id, name, as_of, source, electors, begun_at, updated_at)
       select nextval(pg_get_serial_sequence('roll.cut', 'id')), $1, $2, $3, $4, $5, $5
       where not exists (select from roll.cut where name = $1) returning cut_id`,
      [...headerValues, this.at],
    );
    const [row] = inserted.rows;
    if (!row) throw new RollFormatError(1, `ya se cargó un corte con el nombre ${cut}`);
    this.#id = row.cut_id;
    this.#partitions.clear();
    return 0;
  }

  /** Copies each block in a transaction that also records the progress, and reads the next block at the same time. */
  async copy(blocks: AsyncIterable<RollBlock>, resumedAt: number): Promise<void> {
    const iterator = blocks[Symbol.asyncIterator]();
    let rows = 0;
    let pending = iterator.next();
    try {
      for (let next = await pending; next.done !== true; next = await pending) {
        const block = next.value;
        pending = iterator.next();
        // The loop awaits it only after this block is stored; until then, a rejection must not count as unhandled.
        pending.catch(() => undefined);
        if (block.rows === resumedAt && this.#digest && !this.#digest.equals(block.sha256)) {
          throw new RollFormatError(block.rows + 2, 'no es el archivo con el que empezó la carga');
        }
        if (block.rows > resumedAt) await this.#copyBlock(block);
        rows = block.rows;
      }
    } finally {
      await iterator.return?.(undefined);
    }
    if (rows !== this.header.electors) {
      throw new RollFormatError(
        rows + 2,
        `el encabezado declara ${this.header.electors} personas y el archivo tiene ${rows}`,
      );
    }
  }

  async #copyBlock({ lines, rows, sha256: digest }: RollBlock): Promise<void> {
    const created: string[] = [];
    await this.#inTransaction(async () => {
      for (const [entidad, text] of lines) {
        const partition = this.#partitionName(entidad);
        if (!this.#partitions.has(partition)) {
          await this.#createPartition(partition, entidad);
          created.push(partition);
        }
        const stream = this.connection.query(copyFrom(`copy ${SCHEMA}.${partition} ${COPY_COLUMNS}`));
        stream.end(text);
        await once(stream, 'finish');
      }
      await this.connection.query(
        'update roll.cut_load set rows_in = $2, prefix_sha256 = $3, updated_at = $4 where cut_id = $1',
        [this.#id, rows, digest, this.at],
      );
    });
    for (const partition of created) this.#partitions.add(partition);
    this.#digest = digest;
  }

  /** The check constraint lets PostgreSQL attach the partition later without scanning it. */
  async #createPartition(partition: string, entidad: string): Promise<void> {
    await this.connection.query(
      `create table ${SCHEMA}.${partition} (like roll.elector including defaults including constraints,
         constraint ${partition}_of check (cut_id = ${this.#id} and entidad = '${entidad}'))`,
    );
    await this.connection.query(`alter table ${SCHEMA}.${partition} alter cut_id set default ${this.#id}`);
  }

  async index(): Promise<void> {
    await this.connection.query(`set maintenance_work_mem = '512MB'`);
    await this.connection.query(`set work_mem = '256MB'`);
    try {
      for (const partition of this.#partitions) {
        for (const [name, definition] of INDEXES) {
          await this.connection.query(
            `create index if not exists ${partition}_${name} on ${SCHEMA}.${partition} using btree ${definition}`,
          );
        }
        await this.connection.query(`vacuum (analyze) ${SCHEMA}.${partition}`);
      }
      await this.#recordSharedIdentifiers();
    } finally {
      await this.connection.query('reset maintenance_work_mem').catch(() => undefined);
      await this.connection.query('reset work_mem').catch(() => undefined);
    }
  }

  /** Looks for duplicate values first, which an index scan finds quickly, and only then compares their stable keys. */
  async #recordSharedIdentifiers(): Promise<void> {
    await this.connection.query('delete from roll.shared_identifier where cut_id = $1', [this.#id]);
    for (const kind of IDENTIFIERS) {
      const selects = [...this.#partitions].map(
        (partition) => `select ${kind} as value, stable_key from ${SCHEMA}.${partition} where ${kind} <> ''`,
      );
      if (selects.length === 0) return;
      await this.connection.query(
        `with identifier as not materialized (${selects.join(' union all ')}),
           duplicate as materialized (
             select distinct value from (
               select value, lag(value) over (order by value) as previous from (select value from identifier) as v) as pair
             where value = previous)
         insert into roll.shared_identifier (cut_id, kind, value)
         select ${this.#id}, '${kind}', value from duplicate
         where (select count(distinct stable_key) from identifier where identifier.value = duplicate.value) > 1`,
      );
    }
  }

  /** @returns the id of the cut. */
  async putInForce(inForceFrom: Date): Promise<number> {
    const { cut, asOf, source, electors } = this.header;
    const parent = `${SCHEMA}.elector_${this.#id}`;
    await this.#inTransaction(async () => {
      await this.connection.query(
        `insert into roll.cut (id, name, as_of, source, electors, file_sha256, in_force_from) overriding system value
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [this.#id, cut, asOf, source, electors, this.#digest, inForceFrom],
      );
      await this.connection.query(
        `create table ${parent} (like roll.elector including defaults including constraints) partition by list (entidad)`,
      );
      for (const [name, definition] of INDEXES) {
        await this.connection.query(
          `create index elector_${this.#id}_${name} on only ${parent} using btree ${definition}`,
        );
      }
      for (const partition of this.#partitions) {
        await this.connection.query(
          `alter table ${parent} attach partition ${SCHEMA}.${partition} for values in ('${partition.slice(-2)}')`,
        );
      }
      await this.connection.query(`alter table roll.elector attach partition ${parent} for values in (${this.#id})`);
      await this.connection.query('delete from roll.cut_load where cut_id = $1', [this.#id]);
    });
    return this.#id;
  }

  async discard(): Promise<void> {
    await this.#inTransaction(async () => {
      for (const partition of await this.#existingPartitions()) {
        await this.connection.query(`drop table ${SCHEMA}.${partition}`);
      }
      await this.connection.query('delete from roll.shared_identifier where cut_id = $1', [this.#id]);
      await this.connection.query('delete from roll.cut_load where cut_id = $1', [this.#id]);
    });
  }

  async #inTransaction(work: () => Promise<void>): Promise<void> {
    await this.connection.query('begin');
    try {
      await work();
      await this.connection.query('commit');
    } catch (error) {
      await this.connection.query('rollback');
      throw error;
    }
  }

  #partitionName(entidad: string): string {
    if (!/^\d{2}$/.test(entidad)) throw new Error('an entidad has two digits');
    return `elector_${this.#id}_${entidad}`;
  }

  async #existingPartitions(): Promise<string[]> {
    const found = await this.connection.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = '${SCHEMA}'::regnamespace and relkind = 'r'
         and relname ~ $1 order by relname`,
      [`^elector_${String(this.#id)}_\\d{2}$`],
    );
    return found.rows.map(({ name }) => name);
  }
}
