import { describe, expect, it } from '@jest/globals';
import { cruise, productionSources, read, type CruisedModule } from './support.js';

const { modules, summary } = cruise();

describe('the layout', () => {
  it('breaks no rule of .dependency-cruiser.cjs', () => {
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  it('is read from more than a handful of files', () => {
    expect(modules.length).toBeGreaterThan(200);
  });

  it('asks the Clock for the time everywhere but in the clock itself', () => {
    const wallClock = /\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\(\)/;
    const readers = productionSources('src')
      .filter((path) => !path.startsWith('src/kernel/clock/'))
      .filter((path) => wallClock.test(withoutComments(read(path))));
    expect(readers).toEqual([]);
  });

  it('has one clock in the app too: a time read beside it would believe whoever turns the telephone’s (decision 8)', () => {
    const readers = productionSources('mobile/src')
      .filter((path) => !path.startsWith('mobile/src/clock/'))
      .filter((path) => /\bDate\.now\(\)|\bnew Date\(\)/.test(withoutComments(read(path))));
    expect(readers).toEqual([]);
  });
});

/**
 * Where a file belongs on the context map: the name of a context or of a shell. A context's screens
 * (`contexts/<context>/admin` …) are the shell's guests: what they take of its frame is no arrow.
 */
function placeOf(path: string): string | undefined {
  return /^src\/contexts\/([^/]+)\//.exec(path)?.[1] ?? /^src\/(admin|portal|api)\//.exec(path)?.[1];
}

const isShell = (place: string): boolean => ['admin', 'portal', 'api'].includes(place);

function importedEdges(all: readonly CruisedModule[]): string[] {
  const edges = new Set<string>();
  for (const { source, dependencies } of all) {
    const from = placeOf(source);
    if (from === undefined || /spec\.tsx?$/.test(source)) continue;
    for (const { resolved } of dependencies) {
      const to = placeOf(resolved);
      if (to === undefined || to === from || (isShell(to) && !isShell(from))) continue;
      edges.add(`${from} --> ${to}`);
    }
  }
  return [...edges].sort();
}

function drawnEdges(page: string): string[] {
  return [...page.matchAll(/^ *([a-z-]+) --> ([a-z-]+)$/gm)]
    .map(([, from, to]) => `${from ?? ''} --> ${to ?? ''}`)
    .sort();
}

describe('the context map (docs/context-map.md)', () => {
  it('draws exactly the imports there are', () => {
    expect(drawnEdges(read('docs/context-map.md'))).toEqual(importedEdges(modules));
  });

  it('lists exactly the integration events there are', () => {
    const declared = productionSources('src/contexts').flatMap((path) =>
      [...read(path).matchAll(/@EventSpec\('([^']+)'/g)].map(([, name]) => name),
    );
    const listed = [...read('docs/context-map.md').matchAll(/^\| `([a-z.-]+)`/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(declared.sort());
  });
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
