import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import '../../src/app.module.js';
import { LEGAL_DEADLINE_KEYS, legalDeadline } from '../../src/contexts/processes/domain/legal-deadlines.js';
import { commandSpecs } from '../../src/kernel/messaging/specs.js';
import { contexts, productionSources, read } from './support.js';

/**
 * A command can read the time only from `Clock` or from a capture period (`layout.spec.ts`). A command that only stores
 * the time is exempt. If the time is used in any other way (in a comparison, a rule of `domain/`, or a comparison in
 * SQL), the outcome depends on it, and the `@CommandSpec` must declare `deadlines` or `noLegalDeadline` (decision 40).
 */
const PERIOD = /\b(?:GetPeriodOfOffice|ListPeriods|findPeriods|periodInForce)\b/;
const COMPARED_IN_SQL = /(?:[<>]=?|between)\s*\$\d/;

/** Whether this file uses the value of a `now()` for anything other than storing it. */
function dependsOnTime(path: string): boolean {
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
    if (ts.isIdentifier(node) && names.has(node.text) && !isDeclarationName(node)) values.push(node);
    ts.forEachChild(node, collect);
  };
  collect(file);
  return values.some((value) => !isStored(value));
}

/** Whether the identifier declares or names something (variable, parameter, property) instead of using a value. */
function isDeclarationName(node: ts.Identifier): boolean {
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

/** An element of an SQL parameter list, or a property value of a row, event or result. */
function isStored(value: ts.Node): boolean {
  const { parent } = value;
  if (ts.isArrayLiteralExpression(parent) || ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === value;
  if (ts.isSpreadElement(parent) || ts.isParenthesizedExpression(parent)) return isStored(parent);
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'toISOString') return isStored(parent.parent);
  return false;
}

const commands = contexts.flatMap((context) =>
  productionSources(`src/contexts/${context}/commands`).map((path) => ({
    path,
    name: `${context}.${path.replace(/^.*\//, '').replace(/\.ts$/, '')}`,
  })),
);
const specs = new Map(commandSpecs().map((spec) => [spec.name, spec]));
const timeDependent = commands.filter(({ path }) => dependsOnTime(path)).map(({ name }) => name);

describe('every command whose outcome depends on the time (decision 40)', () => {
  it('declares its legal deadline or the reason it has none', () => {
    expect(timeDependent.length).toBeGreaterThan(5);
    const undeclared = timeDependent.filter(
      (name) => !specs.get(name)?.deadlines && specs.get(name)?.noLegalDeadline === undefined,
    );
    const remedy = 'add deadlines or noLegalDeadline to its @CommandSpec';
    expect(undeclared.map((name) => `${name}: ${remedy}`)).toEqual([]);
  });

  it('does not declare both a legal deadline and a reason', () => {
    const declaringBoth = [...specs.values()].filter(
      ({ deadlines, noLegalDeadline }) => deadlines && noLegalDeadline !== undefined,
    );
    expect(declaringBoth.map(({ name }) => name)).toEqual([]);
  });
});

describe('a command whose outcome does not depend on the time', () => {
  it('does not declare noLegalDeadline', () => {
    const withReason = [...specs.values()]
      .filter(({ noLegalDeadline }) => noLegalDeadline !== undefined)
      .map(({ name }) => name);
    expect(withReason.filter((name) => !timeDependent.includes(name))).toEqual([]);
  });
});

describe('every legal deadline', () => {
  it('is defined if a command names it', () => {
    const named = commandSpecs().flatMap(({ deadlines = {} }) => Object.keys(deadlines));
    expect(named.filter((key) => !(LEGAL_DEADLINE_KEYS as readonly string[]).includes(key))).toEqual([]);
  });

  it('cites its section of the protocol and has a Spanish text', () => {
    for (const key of LEGAL_DEADLINE_KEYS) {
      const { numeral, label, rule } = legalDeadline(key);
      expect(numeral).toMatch(/^\d+\.(?:\d+|[A-F])$/);
      expect(`${label} ${rule}`).toMatch(/\b(?:de|del|la|los|las)\b/);
    }
  });
});
