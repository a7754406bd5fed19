import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import '../../src/app.module.js';
import { LEGAL_TERM_KEYS, legalTerm } from '../../src/contexts/processes/domain/legal-terms.js';
import { commandSpecs } from '../../src/kernel/messaging/specs.js';
import { contexts, productionSources, read } from './support.js';

/**
 * Commands that let the time decide something which is no legal term of a process, each with what it is instead.
 *
 * The rule (decision 40): a command knows the time by `Clock` or by asking for a capture period, there is no other way
 * (`layout.spec.ts`). Where what it learns goes only into what it writes down, it stamps. Where it goes anywhere else (a
 * comparison, a rule of `domain/`, a comparison in SQL), the time decides, and then the command names its legal terms in
 * its `@CommandSpec`, or stands here with a reason.
 */
const NO_LEGAL_TERM: Readonly<Record<string, string>> = {
  'accounts.close-official': "the instant of the change is handed to the account's entity",
  'accounts.enrol-second-factor': 'a code has its half minute',
  'accounts.record-ended-grants': 'the end of a grant',
  'accounts.prove-second-factor': 'a code has its half minute, back-off between attempts',
  'accounts.receive-account-request': 'the date of an oficio lies not in the future',
  'accounts.register-account-request': 'the date of an oficio lies not in the future',
  'accounts.renew-grant': 'the end of a grant lies in the future',
  'accounts.request-password-reset': 'back-off between attempts',
  'accounts.set-password': 'a link has its hours',
  'accounts.sign-in-official': 'back-off between attempts, end of a grant',
  'accounts.suspend-official': "the instant of the change is handed to the account's entity",
  'results.record-desk-conclusion': 'notes that the grace is over, which intake decides; blocks nothing',
  'intake.announce-maintenance': 'a maintenance is announced before it is over (§10.2)',
  'intake.end-maintenance': 'ended, or called off before it began',
  'aspirants.confirm-aspirant': "the instant of the change is handed to the aspirant's entity",
  'aspirants.correct-aspirant': 'the instant of the change is written down',
  'aspirants.validate-aspirant': "the instant of the change is handed to the aspirant's entity",
  'aspirants.withdraw-aspirant': 'the day of a desistimiento lies not in the future',
  'devices.begin-enrolment': 'a sign-in ticket has its minutes',
  'auxiliaries.accept-auxiliary-duties': 'the instant of the acceptance is written down',
  'auxiliaries.confirm-account': 'a link has its hours',
  'auxiliaries.correct-email': 'how many messages a day',
  'devices.enrol-device': 'a challenge has its minutes',
  'auxiliaries.issue-load-tickets': 'eighteen years on the day of those invented',
  'auxiliaries.register-auxiliary': 'eighteen years on the day; how many questions to the padrón a day',
  'devices.renew-lease': 'a signed request is good for a day',
  'auxiliaries.resend-registration': 'how many messages a day',
  'control-desk.give-verdict': 'the criteria in force at the instant',
  'processes.add-office': 'the catalogue of territory in force at the instant',
  'processes.create-process': 'the year in the Id Proceso',
  'verification.export-roll-questions': 'the cut in force at the instant of the export',
  'verification.apply-desk-verdict': 'the instant of the change is handed on',
};

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
const governed = new Set<string>(commandSpecs().flatMap(({ name, terms }) => (terms ? [name] : [])));

describe('every command that lets the time decide (decision 40)', () => {
  it('names its legal term, or has none and says why', () => {
    const deciding = commands.filter(({ path }) => decidesByTime(path)).map(({ name }) => name);
    expect(deciding.length).toBeGreaterThan(5);
    expect(deciding.filter((name) => !governed.has(name) && !(name in NO_LEGAL_TERM))).toEqual([]);
  });

  it('is in one of both places alone, and is there', () => {
    const names = new Set(commands.map(({ name }) => name));
    const listed = [...governed, ...Object.keys(NO_LEGAL_TERM)];
    expect(listed.filter((name) => !names.has(name))).toEqual([]);
    expect(Object.keys(NO_LEGAL_TERM).filter((name) => governed.has(name))).toEqual([]);
  });

  it('is not excused without need', () => {
    const deciding = new Set(commands.filter(({ path }) => decidesByTime(path)).map(({ name }) => name));
    expect(Object.keys(NO_LEGAL_TERM).filter((name) => !deciding.has(name))).toEqual([]);
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
