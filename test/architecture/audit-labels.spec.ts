import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditLabels, formerNames } from '../../src/kernel/audit/audit-labels.js';

const sources = join(import.meta.dirname, '..', '..', 'src');

/** Every action name an audit entry may have: commands, queries for personal data, jobs, and kernel actions. */
function auditedNames(): string[] {
  const names = new Set<string>();
  for (const file of sourceFiles()) {
    const text = readFileSync(join(sources, file), 'utf8');
    for (const [, kind, body = ''] of text.matchAll(/@(CommandSpec|QuerySpec)\(\{([\s\S]*?)\}\)/g)) {
      const name = /name: '([^']+)'/.exec(body)?.[1];
      if (name !== undefined && (kind === 'CommandSpec' || body.includes('personalData: true'))) names.add(name);
    }
    for (const [, literal, constant] of text.matchAll(
      /@Consumes(?:InBatches)?\(\w+, (?:'([^']+)'|(\w+))(?:, \w+)?\)/g,
    )) {
      names.add(literal ?? valueOf(constant ?? '', text));
    }
    for (const [, literal, constant] of text.matchAll(/@LongJobSpec\(\{\s+kind: (?:'([^']+)'|(\w+)),/g)) {
      names.add(literal ?? valueOf(constant ?? '', text));
    }
    for (const [, name] of text.matchAll(/ action: '([a-z-]+\.[a-z-]+)'/g)) names.add(name ?? '');
  }
  return [...names].sort();
}

/** The value of a string constant, declared in the same file or in another one. */
function valueOf(constant: string, text: string): string {
  const declaredIn = (source: string): string | undefined =>
    new RegExp(`const ${constant} = '([^']+)'`).exec(source)?.[1];
  const elsewhere = (): string | undefined =>
    sourceFiles()
      .map((file) => declaredIn(readFileSync(join(sources, file), 'utf8')))
      .find((value) => value !== undefined);
  return declaredIn(text) ?? elsewhere() ?? constant;
}

function sourceFiles(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('spec.ts'),
  );
}

describe('the labels of the audit log', () => {
  it('cover every action, in the audit.es.json of its context', () => {
    expect(auditedNames().filter((name) => auditLabels[name] === undefined)).toEqual([]);
  });

  it('belong only to actions that exist', () => {
    const names = new Set(auditedNames());
    const former = new Set(Object.keys(formerNames));
    expect(Object.keys(auditLabels).filter((name) => !names.has(name) && !former.has(name))).toEqual([]);
  });

  it('map every former name to a current one', () => {
    const names = new Set(auditedNames());
    expect(Object.entries(formerNames).filter(([former, name]) => names.has(former) || !names.has(name))).toEqual([]);
  });
});
