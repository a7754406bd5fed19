import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openOrm } from '../../src/kernel/database/database.module.js';
import { applyMigrations } from '../../src/kernel/database/migrate.js';
import { emptyDatabase } from '../support/app.js';
import { filesUnder, read } from './support.js';

/** Column names that suggest personal data; a bytea column may hold anything and is always checked. */
const PERSONAL_NAME =
  /clave|curp|\bcic\b|\bocr\b|identificador|elector|stable|email|correo|nombre|paterno|materno|nacimiento|telefono|phone|personal|display name|full name|password|secret|\bnote\b|subject$/;

let columns: { column: string; type: string }[] = [];
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await emptyDatabase();
  const orm = await openOrm(database.url);
  await applyMigrations(orm, database.url);
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
const namedColumns = new Set(
  [...page.matchAll(/`([a-z_]+\.[a-z_]+(?:\.[a-z0-9_]+)?)`/g)].map(([, name]) => name ?? ''),
);

const isNamed = (column: string): boolean =>
  namedColumns.has(column) || namedColumns.has(column.replace(/\.[^.]+$/, ''));

describe('docs/security/identifiers.md', () => {
  it('lists every bytea column and every column whose name suggests personal data', () => {
    const required = columns.filter(
      ({ column, type }) =>
        type === 'bytea' ||
        (PERSONAL_NAME.test(column.replace(/^.*\./, '').replaceAll('_', ' ')) && !column.endsWith('_provider')),
    );
    expect(required.length).toBeGreaterThan(20);
    expect(required.map(({ column }) => column).filter((column) => !isNamed(column))).toEqual([]);
  });

  it('lists only columns that exist', () => {
    const existing = new Set(columns.flatMap(({ column }) => [column, column.replace(/\.[^.]+$/, '')]));
    const schemas = new Set(columns.map(({ column }) => column.split('.')[0]));
    const unknown = [...namedColumns].filter((name) => schemas.has(name.split('.')[0]) && !existing.has(name));
    // Key names look like table names.
    expect(unknown.filter((name) => !keyNames().has(name))).toEqual([]);
  });
});

/** Names of the HMAC keys in the sources. */
function keyNames(): ReadonlySet<string> {
  const sources = filesUnder('src', /\.ts$/).map(read).join('\n');
  return new Set([...sources.matchAll(/\.digest\('([a-z.-]+)'/g)].map(([, name]) => name ?? ''));
}

describe('every migration', () => {
  it('states its purpose in its first line', () => {
    const undescribed = filesUnder('migrations', /\.sql$/).filter((path) => !/^-- [A-ZÁÉÍÓÚ].{20,}/.test(read(path)));
    expect(undescribed).toEqual([]);
  });
});
