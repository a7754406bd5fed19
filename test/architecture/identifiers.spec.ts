import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openOrm } from '../../src/kernel/database/database.module.js';
import { emptyDatabase } from '../support/app.js';
import { filesUnder, read } from './support.js';

/** Bytes may hold anything; these names say that they hold something of a person. */
const PERSONAL_NAME =
  /clave|curp|\bcic\b|\bocr\b|identificador|elector|stable|email|correo|nombre|paterno|materno|nacimiento|telefono|phone|personal|display name|full name|password|secret|\bnote\b|subject$/;

let columns: { column: string; type: string }[] = [];
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await emptyDatabase();
  const orm = await openOrm(database.url);
  await orm.migrator.up();
  await orm.close();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ column: string; type: string }>(
    `select table_schema || '.' || table_name || '.' || column_name as column, data_type as type
     from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema') order by 1`,
  );
  columns = rows;
  await client.end();
  close = database.drop;
});

afterAll(() => close());

const page = read('docs/security/identifiers.md');
const named = new Set([...page.matchAll(/`([a-z_]+\.[a-z_]+(?:\.[a-z0-9_]+)?)`/g)].map(([, name]) => name ?? ''));

const isNamed = (column: string): boolean => named.has(column) || named.has(column.replace(/\.[^.]+$/, ''));

describe('docs/security/identifiers.md', () => {
  it('names every column of bytes and every column whose name speaks of a person', () => {
    const owed = columns.filter(
      ({ column, type }) =>
        type === 'bytea' ||
        (PERSONAL_NAME.test(column.replace(/^.*\./, '').replaceAll('_', ' ')) && !column.endsWith('_provider')),
    );
    expect(owed.length).toBeGreaterThan(20);
    expect(owed.map(({ column }) => column).filter((column) => !isNamed(column))).toEqual([]);
  });

  it('names no column that is not there', () => {
    const there = new Set(columns.flatMap(({ column }) => [column, column.replace(/\.[^.]+$/, '')]));
    const schemas = new Set(columns.map(({ column }) => column.split('.')[0]));
    const gone = [...named].filter((name) => schemas.has(name.split('.')[0]) && !there.has(name));
    // The name of a key has the form of a table's.
    expect(gone.filter((name) => !keyNames().has(name))).toEqual([]);
  });
});

/** Names of the keys of keyed hashes, as the sources give them. */
function keyNames(): ReadonlySet<string> {
  const sources = filesUnder('src', /\.ts$/).map(read).join('\n');
  return new Set([...sources.matchAll(/\.digest\('([a-z.-]+)'/g)].map(([, name]) => name ?? ''));
}

describe('every migration', () => {
  it('says in its first line what it is for', () => {
    const silent = filesUnder('migrations', /\.sql$/).filter((path) => !/^-- [A-ZÁÉÍÓÚ].{20,}/.test(read(path)));
    expect(silent).toEqual([]);
  });
});
