import { describe, expect, it } from '@jest/globals';
import {
  orderViolations,
  contextOrder,
  importsBetween,
  isPublished,
  readSources,
  relationsOf,
  renderContextMap,
  foreignTables,
  type Dependency,
} from '../../scripts/lib/context-graph.mjs';
import { contexts, cruise, productionSources, read, root } from './support.js';

const { modules, summary } = cruise();

describe('the layout', () => {
  it('follows the rules of .dependency-cruiser.cjs', () => {
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  it('is checked for more than 200 modules', () => {
    expect(modules.length).toBeGreaterThan(200);
  });

  it('lets the server read the time only through Clock', () => {
    const wallClock = /\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\(\)/;
    const readers = productionSources('src')
      .filter((path) => !path.startsWith('src/kernel/clock/'))
      .filter((path) => wallClock.test(withoutComments(read(path))));
    expect(readers).toEqual([]);
  });

  it('lets the app read the time only through its clock (decision 8)', () => {
    const readers = productionSources('mobile/src')
      .filter((path) => !path.startsWith('mobile/src/clock/'))
      .filter((path) => /\bDate\.now\(\)|\bnew Date\(\)/.test(withoutComments(read(path))));
    expect(readers).toEqual([]);
  });
});

const sources = readSources(root);
const order = contextOrder(root);
const format = ({ path, what }: Dependency): string => `${path}: ${what}`;

describe('the dependency graph of contexts (decision 43)', () => {
  it('takes its order from app.module.ts, which names every context of src/contexts', () => {
    expect([...order].sort()).toEqual(contexts);
  });

  it('has no import of a higher context, including type imports', () => {
    const wrong = orderViolations(importsBetween(sources), order);
    expect(wrong.map(format)).toEqual([]);
  });

  it('has no SQL that reads a table of the kernel or of another context; only views published by lower contexts are read', () => {
    const foreign = foreignTables(sources, relationsOf(root));
    const wrong = foreign.filter((one) => !isPublished(one.what) || orderViolations([one], order).length > 0);
    expect(wrong.map(format)).toEqual([]);
  });

  it('detects a planted import, type import, join and function call', () => {
    const planted = [
      { path: 'src/contexts/processes/a.ts', text: "import { x } from '../intake/index.js';" },
      { path: 'src/contexts/processes/b.ts', text: "import type { X } from '../intake/index.js';" },
      { path: 'src/contexts/processes/c.ts', text: "const x: import('../intake/index.js').X = 1;" },
      { path: 'src/contexts/processes/d.ts', text: 'sql(`select 1 from intake.support`)' },
      { path: 'src/contexts/processes/e.ts', text: 'sql(`select kernel.audit_is_append_only()`)' },
    ];
    expect(orderViolations(importsBetween(planted), order).map(({ path }) => path)).toEqual(
      planted.slice(0, 3).map(({ path }) => path),
    );
    expect(foreignTables(planted, relationsOf(root)).map(format)).toEqual([
      'src/contexts/processes/d.ts: intake.support',
      'src/contexts/processes/e.ts: kernel.audit_is_append_only',
    ]);
  });
});

describe('the context map (docs/context-map.md)', () => {
  it('is up to date with `npm run docs`', () => {
    expect(read('docs/context-map.md')).toBe(renderContextMap(root));
  });
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
