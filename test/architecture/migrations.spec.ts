import { describe, expect, it } from '@jest/globals';
import { migrationFiles } from '../../src/kernel/database/migration-files.js';

/** The first migration to which the rule applies. */
const FIRST = '202611301220';

/** Tables that stay so small that building an index takes milliseconds, each with the reason. */
const SMALL: Readonly<Record<string, string>> = {
  'auxiliaries.other_aspirant_rule': 'a row for each OPL and version',
  'auxiliaries.padron_limit': 'a row for each OPL and version',
};

/** What may run outside a transaction, because it can run again after an interruption. */
const REPEATABLE = [
  /^create (?:unique )?index concurrently [\w.]+ on /,
  /^drop index concurrently if exists /,
  /^create statistics if not exists /,
];

const files = migrationFiles().map((file) => ({
  ...file,
  statements: file.statements.map((statement) => statement.replace(/--.*$/gm, '').replace(/\s+/g, ' ').toLowerCase()),
}));

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** Existing tables on which a migration builds an index in its transaction, during which no one can write to them. */
function blockedTables(sql: string): string[] {
  const created = matches(sql, /create table (?:if not exists )?([\w.]+)/g);
  const indexed = matches(sql, /create (?:unique )?index (?:if not exists )?[\w.]* ?on (?:only )?([\w.]+)/g);
  const altered = matches(sql, /alter table (?:only )?([\w.]+)[^;]*\b(?:primary key|unique)\b(?! using index)/g);
  return [...indexed, ...altered].filter((table) => !created.includes(table) && !(table in SMALL));
}

describe(`a migration from ${FIRST} on`, () => {
  const recent = files.filter(({ name }) => name >= FIRST);

  it('builds indexes on existing tables concurrently, so that no one waits to write to them', () => {
    const blocking = recent.flatMap(({ name, statements, concurrent }) =>
      concurrent ? [] : blockedTables(statements.join(' ')).map((table) => `${name} blocks ${table}`),
    );
    expect(blocking).toEqual([]);
    expect(blockedTables('create index a on b.c (d);')).toEqual(['b.c']);
    expect(blockedTables('create unique index on b.c (d);')).toEqual(['b.c']);
    expect(blockedTables('alter table b.c add constraint e unique (d);')).toEqual(['b.c']);
    expect(blockedTables('create table b.c (d int); create index a on b.c (d);')).toEqual([]);
    expect(blockedTables('alter table b.c add unique using index a;')).toEqual([]);
  });

  it('can run again after an interruption if it runs outside a transaction', () => {
    const wrong = recent.flatMap(({ name, statements, concurrent }) => {
      if (!concurrent) return [];
      const unrepeatable = statements.filter((statement) => !REPEATABLE.some((one) => one.test(statement)));
      const left = matches(statements.join(';\n'), /create (?:unique )?index concurrently ([\w.]+) on /g).filter(
        (index) =>
          !statements.some((one) => new RegExp(`^drop index concurrently if exists \\w+\\.${index}$`).test(one)),
      );
      return [...unrepeatable, ...left].map((what) => `${name}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });
});
