import { AdvisoryLock, trySessionLock } from '../../../kernel/database/advisory-locks.js';
import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { ROLL_COLUMNS, formatElector, RollFormatError, type RollHeader } from '#electoral/roll';
import { type RollBlock, type RollCutFile, type ElectorList } from './roll-file.js';

const COLUMNS: Readonly<Record<(typeof ROLL_COLUMNS)[number], string>> = {
  claveElector: 'clave_elector',
  curp: 'curp',
  cic: 'cic',
  ocr: 'ocr',
  identificadorCiudadano: 'identificador_ciudadano',
  numeroEmision: 'numero_emision',
  nombre: 'nombre',
  paterno: 'paterno',
  materno: 'materno',
  fechaNacimiento: 'fecha_nacimiento',
  sexo: 'sexo',
  entidad: 'entidad',
  distrito: 'distrito',
  municipio: 'municipio',
  seccion: 'seccion',
  registryStatus: 'registry_status',
  bajaCause: 'baja_cause',
  stableKey: 'stable_key',
};

/** In the order of the file. An empty cell is an empty text; nothing of a cut is null. */
export const COPY_COLUMNS = `(${ROLL_COLUMNS.map((column) => COLUMNS[column]).join(', ')}) from stdin (format csv, null '\\N')`;

/** Those of roll.elector, by the names that its partitions give them. Built once the rows are in: far cheaper than row by row. */
export const INDEXES: readonly (readonly [name: string, definition: string])[] = [
  ['clave', '(clave_elector, numero_emision, ocr)'],
  ['cic_ocr', `(cic, ocr) where cic <> ''`],
  ['cic_citizen', `(cic, identificador_ciudadano) where cic <> ''`],
  ['ocr', `(ocr) where ocr <> ''`],
  ['citizen', `(identificador_ciudadano) where identificador_ciudadano <> ''`],
];

/** What tells one elector from another; an identifier of two people is noted, so that it settles nothing. */
const IDENTIFIERS = ['clave_elector', 'cic', 'ocr', 'identificador_ciudadano'] as const;

const SCHEMA = 'roll';

export interface LoadedCut {
  readonly cutId: number;
  readonly electors: number;
  /** So many of them were in already: the load was interrupted before. */
  readonly resumedAt: number;
}

/** Somebody else is loading the same cut. */
export class RollLoadBusyError extends Error {
  constructor(cut: string) {
    super(`the cut ${cut} is being loaded by another process`);
    this.name = 'RollLoadBusyError';
  }
}

/**
 * Loads a cut, a partition for each entidad, apart from what is in force, and puts it in force as a whole: whoever matches
 * sees the old cut until that commit and the new one after it. A file at fault leaves nothing. A load that was interrupted
 * goes on where it was when the same file comes again; a list of electors begins anew.
 * @param connection outside of any transaction.
 * @param inForceFrom from when records are matched with it.
 * @throws RollFormatError, {@link RollLoadBusyError}
 */
export async function loadRollCut(
  connection: pg.ClientBase,
  cut: ElectorList | RollCutFile,
  inForceFrom: Date,
  at = inForceFrom,
): Promise<LoadedCut> {
  const { header } = cut;
  const release = await trySessionLock(connection, AdvisoryLock.RollLoad, header.cut);
  if (!release) throw new RollLoadBusyError(header.cut);
  const load = new CutLoad(connection, header, at);
  try {
    const resumedAt = await load.begin('blocks' in cut);
    await load.copy('blocks' in cut ? cut.blocks : inBlocks(cut.electors), resumedAt);
    await load.index();
    return { cutId: await load.putInForce(inForceFrom), electors: header.electors, resumedAt };
  } catch (error) {
    // An interrupted file is gone on with later; one at fault, or a list that cannot be had again, is not.
    if (error instanceof RollFormatError || !('blocks' in cut)) await load.discard().catch(() => undefined);
    throw error;
  } finally {
    await release();
  }
}

interface LoadRow {
  readonly cut_id: number;
  readonly same: boolean;
  readonly rows_in: string;
  readonly prefix_sha256: Buffer | null;
}

class CutLoad {
  #id = 0;
  #digest: Buffer | undefined;
  #leaves = new Set<string>();

  constructor(
    private readonly connection: pg.ClientBase,
    private readonly header: RollHeader,
    private readonly at: Date,
  ) {}

  /** @returns how many rows are in from before. */
  async begin(mayResume: boolean): Promise<number> {
    const { cut, asOf, source, electors } = this.header;
    const facts = [cut, asOf, source, electors];
    const found = await this.connection.query<LoadRow>(
      `select cut_id, as_of = $2 and source = $3 and electors = $4 as same, rows_in, prefix_sha256
       from roll.cut_load where name = $1`,
      facts,
    );
    const [known] = found.rows;
    if (known) {
      this.#id = known.cut_id;
      this.#leaves = new Set(await this.#existingLeaves());
      if (mayResume && known.same) {
        this.#digest = known.prefix_sha256 ?? undefined;
        return Number(known.rows_in);
      }
      await this.discard();
    }
    const begun = await this.connection.query<{ cut_id: number }>(
      `insert into roll.cut_load (cut_id, name, as_of, source, electors, begun_at, updated_at)
       select nextval(pg_get_serial_sequence('roll.cut', 'id')), $1, $2, $3, $4, $5, $5
       where not exists (select from roll.cut where name = $1) returning cut_id`,
      [...facts, this.at],
    );
    const [row] = begun.rows;
    if (!row) throw new RollFormatError(1, `a cut called ${cut} is loaded already`);
    this.#id = row.cut_id;
    this.#leaves.clear();
    return 0;
  }

  /** A block is a transaction, with the note of how far the load has come. The next is read meanwhile. */
  async copy(blocks: AsyncIterable<RollBlock>, resumedAt: number): Promise<void> {
    const iterator = blocks[Symbol.asyncIterator]();
    let rows = 0;
    let coming = iterator.next();
    try {
      for (let next = await coming; next.done !== true; next = await coming) {
        const block = next.value;
        coming = iterator.next();
        // Awaited above, once this block is in; until then a fault of the next one is nobody's unheard.
        coming.catch(() => undefined);
        if (block.rows === resumedAt && this.#digest && !this.#digest.equals(block.sha256)) {
          throw new RollFormatError(block.rows + 2, 'this is not the file that the load was begun with');
        }
        if (block.rows > resumedAt) await this.#copyBlock(block);
        rows = block.rows;
      }
    } finally {
      await iterator.return?.(undefined);
    }
    if (rows !== this.header.electors) {
      throw new RollFormatError(rows + 2, `the header announces ${this.header.electors} electors, there are ${rows}`);
    }
  }

  async #copyBlock({ lines, rows, sha256: digest }: RollBlock): Promise<void> {
    await this.connection.query('begin');
    const made: string[] = [];
    try {
      for (const [entidad, text] of lines) {
        const leaf = this.#leafOf(entidad);
        if (!this.#leaves.has(leaf)) {
          await this.#createLeaf(leaf, entidad);
          made.push(leaf);
        }
        const stream = this.connection.query(copyFrom(`copy ${SCHEMA}.${leaf} ${COPY_COLUMNS}`));
        stream.end(text);
        await once(stream, 'finish');
      }
      await this.connection.query(
        'update roll.cut_load set rows_in = $2, prefix_sha256 = $3, updated_at = $4 where cut_id = $1',
        [this.#id, rows, digest, this.at],
      );
      await this.connection.query('commit');
      for (const leaf of made) this.#leaves.add(leaf);
      this.#digest = digest;
    } catch (error) {
      await this.connection.query('rollback');
      throw error;
    }
  }

  /** What a partition must hold is checked as rows come in, so that joining the others needs no second look. */
  async #createLeaf(leaf: string, entidad: string): Promise<void> {
    await this.connection.query(
      `create table ${SCHEMA}.${leaf} (like roll.elector including defaults including constraints,
         constraint ${leaf}_of check (cut_id = ${this.#id} and entidad = '${entidad}'))`,
    );
    await this.connection.query(`alter table ${SCHEMA}.${leaf} alter cut_id set default ${this.#id}`);
  }

  async index(): Promise<void> {
    await this.connection.query(`set maintenance_work_mem = '512MB'`);
    await this.connection.query(`set work_mem = '256MB'`);
    try {
      for (const leaf of this.#leaves) {
        for (const [name, definition] of INDEXES) {
          await this.connection.query(
            `create index if not exists ${leaf}_${name} on ${SCHEMA}.${leaf} using btree ${definition}`,
          );
        }
        await this.connection.query(`vacuum (analyze) ${SCHEMA}.${leaf}`);
      }
      await this.#noteShared();
    } finally {
      await this.connection.query('reset maintenance_work_mem').catch(() => undefined);
      await this.connection.query('reset work_mem').catch(() => undefined);
    }
  }

  /** Only values that stand twice, which the index tells at once, can be of two people. */
  async #noteShared(): Promise<void> {
    await this.connection.query('delete from roll.shared_identifier where cut_id = $1', [this.#id]);
    for (const kind of IDENTIFIERS) {
      const all = [...this.#leaves].map(
        (leaf) => `select ${kind} as value, stable_key from ${SCHEMA}.${leaf} where ${kind} <> ''`,
      );
      if (all.length === 0) return;
      await this.connection.query(
        `with standing as not materialized (${all.join(' union all ')}),
           twice as materialized (
             select distinct value from (
               select value, lag(value) over (order by value) as before from (select value from standing) as v) as pair
             where value = before)
         insert into roll.shared_identifier (cut_id, kind, value)
         select ${this.#id}, '${kind}', value from twice
         where (select count(distinct stable_key) from standing where standing.value = twice.value) > 1`,
      );
    }
  }

  async putInForce(inForceFrom: Date): Promise<number> {
    const { cut, asOf, source, electors } = this.header;
    const parent = `${SCHEMA}.elector_${this.#id}`;
    await this.connection.query('begin');
    try {
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
      for (const leaf of this.#leaves) {
        await this.connection.query(
          `alter table ${parent} attach partition ${SCHEMA}.${leaf} for values in ('${leaf.slice(-2)}')`,
        );
      }
      await this.connection.query(`alter table roll.elector attach partition ${parent} for values in (${this.#id})`);
      await this.connection.query('delete from roll.cut_load where cut_id = $1', [this.#id]);
      await this.connection.query('commit');
      return this.#id;
    } catch (error) {
      await this.connection.query('rollback');
      throw error;
    }
  }

  async discard(): Promise<void> {
    await this.connection.query('begin');
    try {
      for (const leaf of await this.#existingLeaves()) await this.connection.query(`drop table ${SCHEMA}.${leaf}`);
      await this.connection.query('delete from roll.shared_identifier where cut_id = $1', [this.#id]);
      await this.connection.query('delete from roll.cut_load where cut_id = $1', [this.#id]);
      await this.connection.query('commit');
    } catch (error) {
      await this.connection.query('rollback');
      throw error;
    }
  }

  #leafOf(entidad: string): string {
    if (!/^\d{2}$/.test(entidad)) throw new Error('an entidad is two digits');
    return `elector_${this.#id}_${entidad}`;
  }

  async #existingLeaves(): Promise<string[]> {
    const found = await this.connection.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = '${SCHEMA}'::regnamespace and relkind = 'r'
         and relname ~ $1 order by relname`,
      [`^elector_${String(this.#id)}_\\d{2}$`],
    );
    return found.rows.map(({ name }) => name);
  }
}

/** Electors as a file would have them. */
async function* inBlocks(electors: ElectorList['electors']): AsyncGenerator<RollBlock> {
  let [rows, held] = [0, 0];
  let lines = new Map<string, string>();
  for await (const elector of electors) {
    rows += 1;
    held += 1;
    lines.set(elector.entidad, `${lines.get(elector.entidad) ?? ''}${formatElector(elector)}\n`);
    if (held < LIST_BLOCK) continue;
    yield { lines, rows, sha256: sha256(String(rows)) };
    [lines, held] = [new Map<string, string>(), 0];
  }
  yield { lines, rows, sha256: sha256(String(rows)) };
}

const LIST_BLOCK = 20_000;
