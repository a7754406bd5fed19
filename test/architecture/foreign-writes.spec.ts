import { describe, expect, it } from '@jest/globals';
import { contexts, filesUnder, read } from './support.js';

const SCHEMAS: Readonly<Record<string, string>> = { 'electoral-roll': 'roll' };
const schemaOf = (context: string): string => SCHEMAS[context] ?? context.replace(/-/g, '_');
const ofContexts = new Set(contexts.map(schemaOf));
const WRITE = /\b(?:insert\s+into|update|delete\s+from|truncate)\s+([a-z_]+)\.[a-z_]+/g;

const specs = [
  ...filesUnder('src/contexts', /\.(int-)?spec\.ts$/),
  ...filesUnder('src/portal', /\.(int-)?spec\.ts$/),
  ...filesUnder('src/admin', /\.(int-)?spec\.ts$/),
  ...filesUnder('test', /\.ts$/).filter((path) => !path.startsWith('test/architecture/')),
];

/** Tests a migration on rows as they were before it, which no command writes any more. */
const OF_MIGRATION = /\/migration\.int-spec\.ts$/;

/** `file:line schema` of each write into a schema that is not the spec's own context's. */
function foreignWrites(path: string, code: string): string[] {
  if (OF_MIGRATION.test(path)) return [];
  const own = /^src\/contexts\/([^/]+)\//.exec(path)?.[1];
  return [...code.matchAll(WRITE)].flatMap(({ index, 1: schema = '' }) => {
    if (!ofContexts.has(schema) || (own !== undefined && schemaOf(own) === schema)) return [];
    return [`${path}:${String(code.slice(0, index).split('\n').length)} ${schema}`];
  });
}

describe('specs', () => {
  it('write no row of another context: they run its commands', () => {
    const found = specs.flatMap((path) => foreignWrites(path, read(path)));
    expect(found).toEqual([]);
  });

  it('are found when they do', () => {
    const code = 'await sql(`select 1`);\nawait sql(`update processes.office set name = 1`);';
    expect(foreignWrites('src/contexts/intake/x.int-spec.ts', code)).toEqual([
      'src/contexts/intake/x.int-spec.ts:2 processes',
    ]);
    expect(foreignWrites('src/contexts/processes/x.int-spec.ts', code)).toEqual([]);
  });
});
