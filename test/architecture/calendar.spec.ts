import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import '../../src/app.module.js';
import { LEGAL_TERM_KEYS, legalTerm } from '../../src/contexts/processes/domain/legal-terms.js';
import { commandSpecs } from '../../src/kernel/messaging/specs.js';
import { contexts, productionSources, read } from './support.js';

/**
 * A command reads the time from `Clock` or from a capture period; there is no other way (`layout.spec.ts`). A command that
 * only stores that instant is free. When the time goes anywhere else (a comparison, a rule of `domain/`, a comparison in
 * SQL), the outcome depends on it: the command then names `terms` or `noLegalTerm` in its `@CommandSpec` (decision 40).
 */
const PERIOD = /\b(?:GetPeriodOfOffice|ListPeriods|findPeriods|periodInForce)\b/;
const COMPARED_IN_SQL = /(?:[<>]=?|between)\s*\$\d/;

/** Whether the value of a `now()` in this file goes anywhere but into what is written down. */
function decidesByTime(path: string): boolean {
  const text = read(path);
  if (PERIOD.test(text)) return true;
  if (!/\bclock\.now\(\)/i.test(text)) return false;
  if (COMPARED_IN_SQL.test(text)) return true;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const names = new Set<string>();
  const values: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /clock\.now$/.test(node.expression.getText())) {
      if (ts.isVariableDeclaration(node.parent)) names.add(node.parent.name.getText());
      else values.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const collect = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && names.has(node.text) && !isName(node)) values.push(node);
    ts.forEachChild(node, collect);
  };
  collect(file);
  return values.some((value) => !isWrittenDown(value));
}

/** A declaration, a property's name, a parameter: not a use. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) && parent.name === node) ||
    (ts.isParameter(parent) && parent.name === node) ||
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isBindingElement(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent)
  );
}

/** An element of an SQL parameter list, or the value of a member of what is stored, told or answered. */
function isWrittenDown(value: ts.Node): boolean {
  const { parent } = value;
  if (ts.isArrayLiteralExpression(parent) || ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === value;
  if (ts.isSpreadElement(parent) || ts.isParenthesizedExpression(parent)) return isWrittenDown(parent);
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'toISOString') return isWrittenDown(parent.parent);
  return false;
}

const commands = contexts.flatMap((context) =>
  productionSources(`src/contexts/${context}/commands`).map((path) => ({
    path,
    name: `${context}.${path.replace(/^.*\//, '').replace(/\.ts$/, '')}`,
  })),
);
const specs = new Map(commandSpecs().map((spec) => [spec.name, spec]));
const deciding = commands.filter(({ path }) => decidesByTime(path)).map(({ name }) => name);

describe('every command whose outcome depends on the time (decision 40)', () => {
  it('names its legal term, or says why it has none', () => {
    expect(deciding.length).toBeGreaterThan(5);
    const silent = deciding.filter((name) => !specs.get(name)?.terms && specs.get(name)?.noLegalTerm === undefined);
    const remedy = 'add terms or noLegalTerm to its @CommandSpec';
    expect(silent.map((name) => `${name}: ${remedy}`)).toEqual([]);
  });

  it('does one of both', () => {
    const both = [...specs.values()].filter(({ terms, noLegalTerm }) => terms && noLegalTerm !== undefined);
    expect(both.map(({ name }) => name)).toEqual([]);
  });

  it('gives a reason only where one is needed', () => {
    const given = [...specs.values()].filter(({ noLegalTerm }) => noLegalTerm !== undefined).map(({ name }) => name);
    expect(given.filter((name) => !deciding.includes(name))).toEqual([]);
  });
});

describe('every legal term', () => {
  it('that a command names exists', () => {
    const named = commandSpecs().flatMap(({ terms = {} }) => Object.keys(terms));
    expect(named.filter((key) => !(LEGAL_TERM_KEYS as readonly string[]).includes(key))).toEqual([]);
  });

  it('names its numeral and is told in Spanish', () => {
    for (const key of LEGAL_TERM_KEYS) {
      const { numeral, label, rule } = legalTerm(key);
      expect(numeral).toMatch(/^\d+\.(?:\d+|[A-F])$/);
      expect(`${label} ${rule}`).toMatch(/\b(?:de|del|la|los|las)\b/);
    }
  });
});
