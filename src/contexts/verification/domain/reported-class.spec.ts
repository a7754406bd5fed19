import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DESK_VERDICTS } from './desk-verdict.js';
import { REGISTRY_STATUSES } from '#electoral/roll';
import { mayCount, reportedClass, type SupportFacts } from '../../../../test/oracles/reported-class.js';
import { DEFAULT_RULE_SET, type ClassRuleSet } from './class-rules.js';
import { REPORTED_CLASSES } from './reported-class.js';

const validFacts: SupportFacts = {
  channel: 'app',
  registryStatus: 'lista-nominal',
  deskVerdict: 'sin-inconsistencia',
  outOfPeriod: false,
  inScope: true,
  inExceptionRegime: true,
  duplicate: undefined,
};

const anyFacts = fc.record<SupportFacts>({
  channel: fc.constantFrom('app', 'paper'),
  registryStatus: fc.constantFrom(...REGISTRY_STATUSES),
  deskVerdict: fc.constantFrom(...DESK_VERDICTS),
  outOfPeriod: fc.boolean(),
  inScope: fc.boolean(),
  inExceptionRegime: fc.boolean(),
  duplicate: fc.constantFrom(undefined, 'same-aspirant', 'other-aspirant'),
});

describe('the reported class with the default rules (decision 14)', () => {
  it.each<[string, Partial<SupportFacts>, string]>([
    ['an elector in the lista nominal with reviewed images', {}, 'valido'],
    [
      'a support that was just received',
      { registryStatus: 'en-procesamiento', deskVerdict: 'pendiente' },
      'en-procesamiento',
    ],
    ['a matched support pending at the desk', { deskVerdict: 'pendiente' }, 'mesa-de-control'],
    [
      'an unmatched support pending at the desk',
      { deskVerdict: 'pendiente', registryStatus: 'no-encontrado' },
      'mesa-de-control',
    ],
    ['a photocopy that came first', { deskVerdict: 'fotocopia' }, 'con-inconsistencia'],
    ['a simulation with the data of a registered elector', { deskVerdict: 'simulacion' }, 'con-inconsistencia'],
    [
      'an unmatched support without signature',
      { deskVerdict: 'sin-firma', registryStatus: 'no-encontrado' },
      'con-inconsistencia',
    ],
    ['a capture before the period', { outOfPeriod: true }, 'fuera-de-periodo'],
    ['an unmatched support with valid images', { registryStatus: 'no-encontrado' }, 'no-encontrado'],
    ['a deceased elector with a duplicate', { registryStatus: 'baja', duplicate: 'same-aspirant' }, 'baja'],
    ['an elector in the padrón but not in the lista nominal', { registryStatus: 'padron' }, 'padron'],
    ['another status in the padrón', { registryStatus: 'otra-situacion', inScope: false }, 'otra-situacion'],
    ['an elector of another entidad', { inScope: false, duplicate: 'other-aspirant' }, 'fuera-de-ambito'],
    [
      'a paper support from a municipality outside the exception regime',
      { channel: 'paper', inExceptionRegime: false },
      'fuera-de-regimen',
    ],
    ['an app support from a municipality outside the exception regime', { inExceptionRegime: false }, 'valido'],
    ['a second support for the same aspirant', { duplicate: 'same-aspirant' }, 'duplicado-mismo'],
    ['a support first given to another aspirant', { duplicate: 'other-aspirant' }, 'duplicado-otro'],
    ['a former duplicate whose first support was annulled', { duplicate: undefined }, 'valido'],
  ])('of %s follows decision 14', (_, facts, expected) => {
    expect(reportedClass({ ...validFacts, ...facts })).toBe(expected);
  });

  it('is exactly one for every possible record, and is valid only if no reason prevents it', () => {
    fc.assert(
      fc.property(anyFacts, (one) => {
        const given = reportedClass(one);
        expect(REPORTED_CLASSES).toContain(given);
        if (given === 'valido') {
          expect(one).toMatchObject({
            registryStatus: 'lista-nominal',
            deskVerdict: 'sin-inconsistencia',
            inScope: true,
            duplicate: undefined,
          });
        }
      }),
    );
  });

  it('has one rule per class, in the order of decision 14', () => {
    const [unprocessable, ...others] = DEFAULT_RULE_SET.rules;
    expect([...others.map((rule) => rule.class), 'valido']).toEqual(REPORTED_CLASSES);
    // A record that can never be opened has no registry status (decision 67).
    expect(unprocessable).toMatchObject({ class: 'con-inconsistencia', when: [{ oneOf: ['no-procesable'] }] });
  });

  it('follows other rules that an OPL or a court sets', () => {
    const isDuplicate = { fact: 'duplicate', oneOf: ['same-aspirant'] } as const;
    const duplicatesFirst: ClassRuleSet = {
      ...DEFAULT_RULE_SET,
      version: 'opl-22-1',
      rules: [{ class: 'duplicado-mismo', when: [isDuplicate], keepsPlace: true }, ...DEFAULT_RULE_SET.rules],
    };
    expect(reportedClass({ ...validFacts, duplicate: 'same-aspirant', registryStatus: 'baja' }, duplicatesFirst)).toBe(
      'duplicado-mismo',
    );
    const photocopiesCount: ClassRuleSet = {
      ...DEFAULT_RULE_SET,
      version: 'court-1',
      rules: DEFAULT_RULE_SET.rules.map((rule) =>
        rule.class === 'con-inconsistencia'
          ? { ...rule, when: [{ fact: 'deskVerdict', noneOf: ['pendiente', 'sin-inconsistencia', 'fotocopia'] }] }
          : rule,
      ),
    };
    expect(reportedClass({ ...validFacts, deskVerdict: 'fotocopia' }, photocopiesCount)).toBe('valido');
    expect(reportedClass({ ...validFacts, deskVerdict: 'simulacion' }, photocopiesCount)).toBe('con-inconsistencia');
  });

  it.each<[string, Partial<SupportFacts>, boolean]>([
    ['is pending at the desk', { deskVerdict: 'pendiente' }, true],
    ['has no roll match yet', { registryStatus: 'en-procesamiento', deskVerdict: 'pendiente' }, true],
    ['is a duplicate of another', { duplicate: 'other-aspirant' }, true],
    ['is a photocopy', { deskVerdict: 'fotocopia' }, false],
    [
      'is pending at the desk, but whose elector was removed from the roll',
      { deskVerdict: 'pendiente', registryStatus: 'baja' },
      false,
    ],
    ['is out of scope', { inScope: false }, false],
  ])('states whether a record that %s may count', (_, facts, expected) => {
    expect(mayCount({ ...validFacts, ...facts })).toBe(expected);
  });

  it('lets a record count if and only if the best outcome of what is pending would make it valid', () => {
    fc.assert(
      fc.property(anyFacts, (one) => {
        const { deskVerdict, registryStatus } = one;
        const atBest: SupportFacts = {
          ...one,
          duplicate: undefined,
          deskVerdict: deskVerdict === 'pendiente' ? 'sin-inconsistencia' : deskVerdict,
          registryStatus: registryStatus === 'en-procesamiento' ? 'lista-nominal' : registryStatus,
        };
        expect(mayCount(one)).toBe(reportedClass(atBest) === 'valido');
      }),
    );
  });
});
