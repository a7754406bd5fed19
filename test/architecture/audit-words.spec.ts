import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditLabels, formerNames } from '../../src/kernel/audit/audit-labels.js';

const sources = join(import.meta.dirname, '..', '..', 'src');

/** Every name under which an entry of the trail may stand: commands, looks at personal data, jobs, the kernel's own. */
function audited(): string[] {
  const names = new Set<string>();
  for (const file of sourceFiles()) {
    const text = readFileSync(join(sources, file), 'utf8');
    for (const [, kind, body = ''] of text.matchAll(/@(CommandSpec|QuerySpec)\(\{([\s\S]*?)\}\)/g)) {
      const name = /name: '([^']+)'/.exec(body)?.[1];
      if (name !== undefined && (kind === 'CommandSpec' || body.includes('personalData: true'))) names.add(name);
    }
    for (const [, given, constant] of text.matchAll(/@Consumes(?:InBatches)?\(\w+, (?:'([^']+)'|(\w+))(?:, \w+)?\)/g)) {
      names.add(given ?? valueOf(constant ?? '', text));
    }
    for (const [, given, constant] of text.matchAll(/@LongJobSpec\(\{\s+kind: (?:'([^']+)'|(\w+)),/g)) {
      names.add(given ?? valueOf(constant ?? '', text));
    }
    for (const [, name] of text.matchAll(/ action: '([a-z-]+\.[a-z-]+)'/g)) names.add(name ?? '');
  }
  return [...names].sort();
}

/** A text that the sources give a name: in the same file, or the one they export under it. */
function valueOf(constant: string, text: string): string {
  const given = (source: string): string | undefined => new RegExp(`const ${constant} = '([^']+)'`).exec(source)?.[1];
  const elsewhere = (): string | undefined =>
    sourceFiles()
      .map((file) => given(readFileSync(join(sources, file), 'utf8')))
      .find((value) => value !== undefined);
  return given(text) ?? elsewhere() ?? constant;
}

function sourceFiles(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('spec.ts'),
  );
}

describe('the words of the audit trail', () => {
  it('say each thing that may stand in it, in the audit.es.json of its context', () => {
    expect(audited().filter((name) => auditLabels[name] === undefined)).toEqual([]);
  });

  it('say nothing that does not exist', () => {
    const names = new Set(audited());
    const former = new Set(Object.keys(formerNames));
    expect(Object.keys(auditLabels).filter((name) => !names.has(name) && !former.has(name))).toEqual([]);
  });

  it('name what a former name is called now', () => {
    const names = new Set(audited());
    expect(Object.entries(formerNames).filter(([former, name]) => names.has(former) || !names.has(name))).toEqual([]);
  });
});
