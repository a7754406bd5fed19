import type pg from 'pg';
import { ROLL_COLUMNS, type RollElector } from './roll-elector.js';
import type { RollFile } from './roll-format.js';

const BATCH = 5_000;

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

const INSERT_COLUMNS = ROLL_COLUMNS.map((column) => COLUMNS[column]).join(', ');
const ARRAYS = ROLL_COLUMNS.map(
  (column, index) => `$${index + 2}::${column === 'fechaNacimiento' ? 'date' : 'text'}[]`,
);

export interface LoadedCut {
  readonly cutId: number;
  readonly electors: number;
}

/**
 * Loads a cut into a partition of its own and puts it in force, all in one transaction: whoever matches sees the
 * old cut until the commit and the new one after it, and a file that fails leaves nothing.
 * @param connection outside of any transaction.
 * @param inForceFrom from when records are matched with it.
 */
export async function loadRollCut(connection: pg.ClientBase, file: RollFile, inForceFrom: Date): Promise<LoadedCut> {
  await connection.query('begin');
  try {
    const { cut, asOf, source, electors } = file.header;
    const inserted = await connection.query<{ id: number }>(
      `insert into roll.cut (name, as_of, source, electors, in_force_from) values ($1, $2, $3, $4, $5) returning id`,
      [cut, asOf, source, electors, inForceFrom],
    );
    const cutId = inserted.rows[0]?.id;
    if (cutId === undefined) throw new Error('the cut was not written');
    const partition = `roll.elector_${cutId}`;
    await connection.query(`create table ${partition} (like roll.elector including defaults including constraints)`);
    const count = await insertAll(connection, partition, cutId, file.electors);
    await connection.query(`alter table roll.elector attach partition ${partition} for values in (${cutId})`);
    await connection.query(`analyze ${partition}`);
    await connection.query('commit');
    return { cutId, electors: count };
  } catch (error) {
    await connection.query('rollback');
    throw error;
  }
}

async function insertAll(
  connection: pg.ClientBase,
  partition: string,
  cutId: number,
  electors: AsyncIterable<RollElector> | Iterable<RollElector>,
): Promise<number> {
  let count = 0;
  let batch: RollElector[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const arrays = ROLL_COLUMNS.map((column) => batch.map((elector) => elector[column]));
    await connection.query(
      `insert into ${partition} (cut_id, ${INSERT_COLUMNS}) select $1::int, * from unnest(${ARRAYS.join(', ')})`,
      [cutId, ...arrays],
    );
    count += batch.length;
    batch = [];
  };
  for await (const elector of electors) {
    batch.push(elector);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return count;
}
