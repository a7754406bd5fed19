import { describe, expect, it } from '@jest/globals';
import { contexts, filesUnder, read } from './support.js';

const SCHEMAS: Readonly<Record<string, string>> = { 'electoral-roll': 'roll' };
const schemaOf = (context: string): string => SCHEMAS[context] ?? context.replace(/-/g, '_');
const contextSchemas = new Set(contexts.map(schemaOf));
const WRITE = /\b(?:insert\s+into|update|delete\s+from|truncate)\s+([a-z_]+)\.[a-z_]+/g;

const specs = [
  ...filesUnder('src/contexts', /\.(int-)?spec\.ts$/),
  ...filesUnder('src/portal', /\.(int-)?spec\.ts$/),
  ...filesUnder('src/admin', /\.(int-)?spec\.ts$/),
  ...filesUnder('test', /\.ts$/).filter((path) => !path.startsWith('test/architecture/')),
];

/** Migration specs insert rows of the old shape, which no command writes any more. */
const MIGRATION_SPEC = /\/migration\.int-spec\.ts$/;

/** These specs act as someone who falsifies rows of the database, or restores earlier ones, without a command. */
const TAMPERING_SPECS: readonly string[] = [
  'test/integration/falsified-records.spec.ts',
  'test/integration/key-rotation.spec.ts',
  'test/long/cli.spec.ts',
  'test/long/tampering.spec.ts',
  'test/support/alterations.ts',
];

/**
 * These give every OPL a published list of verdicts. With commands, each list would need a support that was captured,
 * assigned and reviewed, and the clock would have to pass the minute in which its verdict can be undone.
 */
const LIST_SEEDS: readonly string[] = [
  'test/support/back-office-records.ts',
  'test/support/opl-records/control-desk.ts',
];

/** `file:line schema` of each write into the schema of a context other than the spec's own. */
function foreignWrites(path: string, code: string): string[] {
  if (MIGRATION_SPEC.test(path) || TAMPERING_SPECS.includes(path)) return [];
  const own = /^src\/contexts\/([^/]+)\//.exec(path)?.[1];
  return [...code.matchAll(WRITE)].flatMap(({ index, 1: schema = '' }) => {
    if (schema === 'control_desk' && LIST_SEEDS.includes(path)) return [];
    if (!contextSchemas.has(schema) || (own !== undefined && schemaOf(own) === schema)) return [];
    return [`${path}:${String(code.slice(0, index).split('\n').length)} ${schema}`];
  });
}

describe('specs', () => {
  it('run commands of another context instead of writing its rows', () => {
    const found = specs.flatMap((path) => foreignWrites(path, read(path)));
    expect(found).toEqual([]);
  });

  it('are reported with file and line when they write rows of another context', () => {
    const code = 'await sql(`select 1`);\nawait sql(`update processes.office set name = 1`);';
    expect(foreignWrites('src/contexts/intake/x.int-spec.ts', code)).toEqual([
      'src/contexts/intake/x.int-spec.ts:2 processes',
    ]);
    expect(foreignWrites('src/contexts/processes/x.int-spec.ts', code)).toEqual([]);
  });
});
