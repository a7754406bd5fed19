import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { CONTEXTS } from '../../src/app.module.js';
import { OwnsBlobs, type OwnedBlobs } from '../../src/kernel/storage/blob-owners.js';

const migrationsFolder = join(import.meta.dirname, '..', '..', 'migrations');

/** Every blob key column that the migrations create, as `schema.table.column`. */
function blobKeyColumns(): string[] {
  const sql = readdirSync(migrationsFolder)
    .map((name) => readFileSync(join(migrationsFolder, name), 'utf8'))
    .join('\n');
  const created = [...sql.matchAll(/create table (\w+\.\w+) \(\n([\s\S]*?)\n\)/g)].flatMap(([, table, body]) =>
    [...(body ?? '').matchAll(/^ {2}(\w*blob_key) /gm)].map(([, column]) => `${table ?? ''}.${column ?? ''}`),
  );
  const added = [...sql.matchAll(/alter table (\w+\.\w+)([\s\S]*?);/g)].flatMap(([, table, body]) =>
    [...(body ?? '').matchAll(/add column (\w*blob_key) /g)].map(([, column]) => `${table ?? ''}.${column ?? ''}`),
  );
  const moved = new Map(
    [...sql.matchAll(/alter table (\w+)\.(\w+) set schema (\w+);/g)].map(([, from, table, to]) => [
      `${from ?? ''}.${table ?? ''}`,
      `${to ?? ''}.${table ?? ''}`,
    ]),
  );
  return [...created, ...added]
    .map((column) => {
      const [, table = '', name = ''] = /^(.*)\.(\w+)$/.exec(column) ?? [];
      return `${moved.get(table) ?? table}.${name}`;
    })
    .sort();
}

function declaredColumns(): string[] {
  return CONTEXTS.flatMap((context) => Reflect.getMetadata('providers', context) as (Type | { provide: unknown })[])
    .flatMap((provider) => (Reflect.getMetadata(OwnsBlobs.KEY, provider) ?? []) as OwnedBlobs[])
    .map(({ table, keyColumn }) => `${table}.${keyColumn}`);
}

describe('blobs', () => {
  // A new column is declared in its context's `persistence/blob-owner.ts`. A blob without an owner would be collected
  // as an orphan or never be checked.
  it('all have an owner that declares the column with their key', () => {
    expect(blobKeyColumns().length).toBeGreaterThan(4);
    expect([...new Set(declaredColumns())].sort()).toEqual(blobKeyColumns());
  });
});
