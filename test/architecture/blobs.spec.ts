import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { CONTEXTS } from '../../src/app.module.js';
import { OwnsBlobs, type OwnedBlobs } from '../../src/kernel/storage/blob-owners.js';

const folder = join(import.meta.dirname, '..', '..', 'migrations');

/** Every column of a table, as the migrations make it, that names a blob. */
function columns(): string[] {
  const sql = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
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

function declared(): string[] {
  return CONTEXTS.flatMap((context) => Reflect.getMetadata('providers', context) as (Type | { provide: unknown })[])
    .flatMap((provider) => (Reflect.getMetadata(OwnsBlobs.KEY, provider) ?? []) as OwnedBlobs[])
    .map(({ table, keyColumn }) => `${table}.${keyColumn}`);
}

describe('blobs', () => {
  // A new one is declared in its context's `persistence/blob-owner.ts`.
  it('are each known by the row that stands for them, else they would be taken for orphans or never looked for', () => {
    expect(columns().length).toBeGreaterThan(4);
    expect([...new Set(declared())].sort()).toEqual(columns());
  });
});
