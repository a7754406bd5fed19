import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MODES } from '../../src/kernel/config/config.js';
import { filesUnder, projectFiles, read, root } from './support.js';

const files = projectFiles();
const pages = files.filter((path) => path.endsWith('.md'));
const texts = files.filter((path) =>
  /\.(md|ts|tsx|mjs|cjs|json|sql|hbs|css|html|yaml|yml)$|Dockerfile$|\.ci\//.test(path),
);

describe('the documents', () => {
  it('have no broken links', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('mention only project files that exist', () => {
    const gone = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:src|test|mobile|views|scripts|migrations|docs|bench)\/[\w./-]*\w\.\w+)`/g)]
        .map(([, path]) => path ?? '')
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(gone).toEqual([]);
  });

  it('are all reachable from the README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const [, target] of read(page).matchAll(/\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g)) {
        const path = normalize(join(dirname(page), target ?? ''));
        if (files.includes(path)) reached.add(path);
      }
    }
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe('the project', () => {
  it('mentions no machine-specific path, no file outside the repository and no open task', () => {
    const forbidden = /\/work\/|\/home\/\w|(?<![\w.])\/root\b(?!\.)|\.\.\/shared|\bissue [#\d]|\bTODO\b|\bFIXME\b/;
    const checked = texts.filter(
      (path) => !path.startsWith('test/architecture/') && !path.endsWith('package-lock.json'),
    );
    expect(checked.filter((path) => forbidden.test(read(path)))).toEqual([]);
  });

  it('cites only decisions listed in docs/decisions.md', () => {
    const listed = new Set(
      [...read('docs/decisions.md').matchAll(/^- \*\*(\d+)\.\*\* /gm)].map(([, number]) => Number(number)),
    );
    expect(listed.size).toBeGreaterThan(40);
    const cited = texts
      .filter((path) => !path.startsWith('test/architecture/'))
      .flatMap((path) =>
        [...read(path).matchAll(/\bdecisions? (\d+)/g)].map(([, number]) => ({ path, number: Number(number) })),
      );
    expect(cited.filter(({ number }) => !listed.has(number))).toEqual([]);
  });

  it('has no source file of more than 420 lines', () => {
    const long = texts
      .filter((path) => /\.(ts|tsx|mjs|sql)$/.test(path) && !path.endsWith('.data.ts'))
      .filter((path) => read(path).split('\n').length > 420);
    expect(long).toEqual([]);
  });
});

describe('docs/adr', () => {
  const records = filesUnder('docs/adr', /^\d{4}-.*\.md$/);

  it('has records numbered without a gap, each short and with its four sections', () => {
    expect(records.map((path) => Number(path.slice('docs/adr/'.length).slice(0, 4)))).toEqual(
      records.map((_, index) => index + 1),
    );
    const sections = ['## Context', '## Decision', '## Alternatives', '## Consequences'];
    const wrong = records.filter((path) => {
      const text = read(path);
      const lines = text.trimEnd().split('\n').length;
      return !sections.every((section) => text.includes(`\n${section}\n`)) || lines < 15 || lines > 45;
    });
    expect(wrong).toEqual([]);
  });
});

describe('docs/configuration.md', () => {
  const table = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);

  it('lists exactly the variables of the configuration', () => {
    const schema =
      /const variables = z\.object\(\{([\s\S]*?)\n\}\);/.exec(read('src/kernel/config/config.ts'))?.[1] ?? '';
    const variables = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(variables.length).toBeGreaterThan(10);
    expect(table.sort()).toEqual(variables.sort());
  });

  it('documents both modes', () => {
    for (const mode of MODES) expect(read('docs/configuration.md')).toContain(`\`${mode}\``);
  });
});

describe('docs/operations/load.md', () => {
  it('documents exactly the options of the load generator, which --help lists too', () => {
    const source = read('src/load.ts');
    const usage = /const USAGE = `([^`]*)`/.exec(source)?.[1] ?? '';
    const options = [...(/options: \{([\s\S]*?)\n {4}\},/.exec(source)?.[1] ?? '').matchAll(/(\w+): (?:text|\{ type)/g)]
      .map(([, name]) => `--${name ?? ''}`)
      .filter((option) => option !== '--help');
    expect(options.length).toBeGreaterThan(5);
    expect([...usage.matchAll(/--[a-z]+/g)].map(([option]) => option).sort()).toEqual([...options].sort());
    const documented = [...read('docs/operations/load.md').matchAll(/`?(--(?:url|tickets)\b|^\| `--[a-z]+)/gm)];
    expect([...new Set(documented.map(([, text]) => (text ?? '').replace('| `', '')))].sort()).toEqual(options.sort());
  });
});

describe('docs/protocol-coverage.md', () => {
  const rows = [...read('docs/protocol-coverage.md').matchAll(/^\| §([\d.A-F]+) .*$/gm)].map(([row, section]) => ({
    row,
    section: section ?? '',
    specs: [...row.matchAll(/`([\w./-]+spec\.tsx?)`/g)].map(([, path]) => path ?? ''),
  }));

  it('names an existing spec for every section', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(({ specs }) => specs.length === 0).map(({ section }) => section)).toEqual([]);
    expect(rows.flatMap(({ specs }) => specs).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names for every section at least one spec that cites it', () => {
    const uncited = rows.filter(({ section, specs }) => !specs.some((path) => citations(read(path)).has(section)));
    expect(uncited.map(({ section }) => section)).toEqual([]);
  });
});

/** The sections that a text cites: `§8.13, §10.3–10.5, §5.B–F` yields 8.13, 10.3, 10.4, 10.5, 5.B … 5.F. */
function citations(text: string): ReadonlySet<string> {
  const cited = new Set<string>();
  for (const [, chapter = '', from = '', to] of text.matchAll(/§(\d+)(?:\.(\d+|[A-F]))?(?:–(?:\d+\.)?(\d+|[A-F]))?/g)) {
    if (from === '') cited.add(chapter);
    else for (const part of sectionRange(from, to ?? from)) cited.add(`${chapter}.${part}`);
  }
  return cited;
}

function sectionRange(from: string, to: string): string[] {
  const letters = /[A-F]/.test(from);
  const [first, last] = letters ? [from.charCodeAt(0), to.charCodeAt(0)] : [Number(from), Number(to)];
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, index) =>
    letters ? String.fromCharCode(first + index) : String(first + index),
  );
}
