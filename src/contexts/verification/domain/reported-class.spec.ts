import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DESK_VERDICTS } from './desk-verdict.js';
import { REGISTRY_STATUSES } from '#electoral/roll';
import { mayCount, reportedClass, type SupportFacts } from '../../../../test/oracles/reported-class.js';
import { DEFAULT_RULE_SET, type ClassRuleSet } from './class-rules.js';
import { REPORTED_CLASSES } from './reported-class.js';

const sound: SupportFacts = {
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

describe('reported class, default precedence (decision 14)', () => {
  it.each<[string, Partial<SupportFacts>, string]>([
    ['found in the lista nominal, images reviewed', {}, 'valido'],
    ['just received', { registryStatus: 'en-procesamiento', deskVerdict: 'pendiente' }, 'en-procesamiento'],
    ['found but pending at the desk', { deskVerdict: 'pendiente' }, 'mesa-de-control'],
    [
      'not found and pending at the desk',
      { deskVerdict: 'pendiente', registryStatus: 'no-encontrado' },
      'mesa-de-control',
    ],
    ['a photocopy that came first', { deskVerdict: 'fotocopia' }, 'con-inconsistencia'],
    ['a simulation with data of an elector found', { deskVerdict: 'simulacion' }, 'con-inconsistencia'],
    [
      'without signature and not found',
      { deskVerdict: 'sin-firma', registryStatus: 'no-encontrado' },
      'con-inconsistencia',
    ],
    ['captured before the period opened', { outOfPeriod: true }, 'fuera-de-periodo'],
    ['sound images, elector not found', { registryStatus: 'no-encontrado' }, 'no-encontrado'],
    ['deceased, and a duplicate too', { registryStatus: 'baja', duplicate: 'same-aspirant' }, 'baja'],
    ['in the padrón, not in the lista nominal', { registryStatus: 'padron' }, 'padron'],
    ['another standing in the padrón', { registryStatus: 'otra-situacion', inScope: false }, 'otra-situacion'],
    ['elector of another entidad', { inScope: false, duplicate: 'other-aspirant' }, 'fuera-de-ambito'],
    [
      'paper from a municipality outside the exception regime',
      { channel: 'paper', inExceptionRegime: false },
      'fuera-de-regimen',
    ],
    ['the app asks for no exception regime', { inExceptionRegime: false }, 'valido'],
    ['second support for the same aspirant', { duplicate: 'same-aspirant' }, 'duplicado-mismo'],
    ['support given to another aspirant first', { duplicate: 'other-aspirant' }, 'duplicado-otro'],
    ['the first for another aspirant was annulled: no duplicate any more', { duplicate: undefined }, 'valido'],
  ])('%s', (_, facts, expected) => {
    expect(reportedClass({ ...sound, ...facts })).toBe(expected);
  });

  it('gives every possible record exactly one class, valid only when nothing speaks against it', () => {
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
    expect([...DEFAULT_RULE_SET.rules.map((rule) => rule.class), 'valido']).toEqual(REPORTED_CLASSES);
  });

  it('follows other rules when an OPL or a court has them', () => {
    const isDuplicate = { fact: 'duplicate', oneOf: ['same-aspirant'] } as const;
    const duplicatesFirst: ClassRuleSet = {
      ...DEFAULT_RULE_SET,
      version: 'opl-22-1',
      rules: [{ class: 'duplicado-mismo', when: [isDuplicate], keepsPlace: true }, ...DEFAULT_RULE_SET.rules],
    };
    expect(reportedClass({ ...sound, duplicate: 'same-aspirant', registryStatus: 'baja' }, duplicatesFirst)).toBe(
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
    expect(reportedClass({ ...sound, deskVerdict: 'fotocopia' }, photocopiesCount)).toBe('valido');
    expect(reportedClass({ ...sound, deskVerdict: 'simulacion' }, photocopiesCount)).toBe('con-inconsistencia');
  });

  it.each<[string, Partial<SupportFacts>, boolean]>([
    ['waits at the desk', { deskVerdict: 'pendiente' }, true],
    ['waits for the roll', { registryStatus: 'en-procesamiento', deskVerdict: 'pendiente' }, true],
    ['is a duplicate of another', { duplicate: 'other-aspirant' }, true],
    ['is a photocopy', { deskVerdict: 'fotocopia' }, false],
    ['waits at the desk, but the elector is a baja', { deskVerdict: 'pendiente', registryStatus: 'baja' }, false],
    ['is out of scope', { inScope: false }, false],
  ])('a record that %s may count (first place among duplicates)', (_, facts, expected) => {
    expect(mayCount({ ...sound, ...facts })).toBe(expected);
  });

  it('lets a record count while it would be valid at best, whatever it still waits for', () => {
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
