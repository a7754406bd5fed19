import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ProtectsRows, type ProtectedTable } from '../../src/kernel/audit/protected-tables.js';
import { filesUnder, read, root } from './support.js';

async function declared(): Promise<string[]> {
  const found: string[] = [];
  for (const path of filesUnder('src', /protected-rows\.ts$/)) {
    const exports = (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;
    for (const provider of Object.values(exports)) {
      const tables = typeof provider === 'function' && (Reflect.getMetadata(ProtectsRows.KEY, provider) as unknown);
      for (const { table, key } of (tables || []) as ProtectedTable[]) found.push(`${table} ${key.join(' ')}`);
    }
  }
  return found.sort();
}

describe('the tables whose rows have a digest in the audit trail', () => {
  it('are the same in the migrations, whose triggers collect the digests, and in the code, which compares them', async () => {
    const calls = filesUnder('migrations', /\.sql$/).flatMap((path) => [
      ...read(path).matchAll(/select kernel\.protect_rows\(([^)]*)\)/g),
    ]);
    const triggers = calls.map(([, list = '']) => list.replaceAll("'", '').replaceAll(', ', ' ')).sort();
    expect(triggers).toEqual(await declared());
    expect(triggers.length).toBeGreaterThan(5);
  });

  it('include every kind of row that determines a result or lets an official sign in', async () => {
    const tables = (await declared()).map((line) => line.split(' ')[0]);
    expect(tables).toEqual(
      expect.arrayContaining([
        'accounts.access_link',
        'accounts.official',
        'accounts.second_factor',
        'control_desk.verdict',
        'intake.support',
        'processes.capture_period',
        'results.closure',
        'results.delivery',
        'verification.class_move',
        'verification.roll_answer',
        'verification.support',
      ]),
    );
  });
});
