import { describe, expect, it } from '@jest/globals';
import { checkVerdict, criteriaFor, type Criteria } from './verdict.js';

const criteria: Criteria = {
  version: 1,
  assistedCapture: '',
  criteria: [
    { verdict: 'sin-inconsistencia', label: 'Sin inconsistencia', subReasons: [], noteRequired: false },
    {
      verdict: 'fotocopia',
      label: 'Fotocopia',
      subReasons: [{ key: 'fotocopia', label: 'Fotocopia' }],
      noteRequired: false,
    },
    { verdict: 'sin-firma', label: 'Sin firma', subReasons: [], noteRequired: true },
    { verdict: 'otra', label: 'Otra', subReasons: [], noteRequired: false },
  ],
};

describe('a desk verdict (§11.5)', () => {
  it('is accepted if the criteria in force allow it; an empty sub-reason or note becomes null', () => {
    expect(checkVerdict(criteria, { verdict: 'sin-inconsistencia', subReason: ' ', note: '' })).toEqual({
      verdict: 'sin-inconsistencia',
      subReason: null,
      note: null,
    });
    expect(checkVerdict(criteria, { verdict: 'fotocopia', subReason: 'fotocopia' }).subReason).toBe('fotocopia');
  });

  it('requires one of the sub-reasons that its criterion lists', () => {
    expect(() => checkVerdict(criteria, { verdict: 'fotocopia' })).toThrow('CONTROL_DESK.SUB_REASON_MISSING');
    expect(() => checkVerdict(criteria, { verdict: 'fotocopia', subReason: 'trazo' })).toThrow(
      'CONTROL_DESK.SUB_REASON_UNKNOWN',
    );
    expect(() => checkVerdict(criteria, { verdict: 'sin-inconsistencia', subReason: 'x' })).toThrow(
      'CONTROL_DESK.SUB_REASON_UNKNOWN',
    );
  });

  it('requires a note if the criteria say so, and always for «otra»', () => {
    expect(() => checkVerdict(criteria, { verdict: 'sin-firma' })).toThrow('CONTROL_DESK.NOTE_MISSING');
    expect(() => checkVerdict(criteria, { verdict: 'otra', note: '  ' })).toThrow('CONTROL_DESK.NOTE_MISSING');
    expect(checkVerdict(criteria, { verdict: 'otra', note: ' no concuerda ' }).note).toBe('no concuerda');
  });

  describe('under criteria with rules for assisted captures (decision 31)', () => {
    const withAssisted: Criteria = {
      ...criteria,
      criteria: criteria.criteria.map((each) => {
        if (each.verdict === 'sin-firma') return { ...each, noteRequired: false, notForAssisted: true };
        if (each.verdict !== 'sin-inconsistencia') return each;
        return { ...each, assisted: [{ key: 'asistida-conforme', label: 'Captura asistida con testigo y motivo' }] };
      }),
    };

    it('cannot be «sin firma» on an assisted capture, and requires one of its sub-reasons', () => {
      const assisted = criteriaFor(withAssisted, true);
      expect(() => checkVerdict(assisted, { verdict: 'sin-firma' })).toThrow('CONTROL_DESK.NOT_FOR_ASSISTED');
      expect(() => checkVerdict(assisted, { verdict: 'sin-inconsistencia' })).toThrow(
        'CONTROL_DESK.SUB_REASON_MISSING',
      );
      const given = { verdict: 'sin-inconsistencia', subReason: 'asistida-conforme' } as const;
      expect(checkVerdict(assisted, given).subReason).toBe('asistida-conforme');
      expect(checkVerdict(assisted, { verdict: 'fotocopia', subReason: 'fotocopia' }).verdict).toBe('fotocopia');
    });

    it('follows the general rules on any other capture', () => {
      const plain = criteriaFor(withAssisted, false);
      expect(checkVerdict(plain, { verdict: 'sin-firma' }).verdict).toBe('sin-firma');
      expect(checkVerdict(plain, { verdict: 'sin-inconsistencia' }).subReason).toBeNull();
    });
  });

  it('follows the general rules on an assisted capture if older criteria have none for it', () => {
    const older = criteriaFor(criteria, true);
    expect(checkVerdict(older, { verdict: 'sin-firma', note: 'x' }).verdict).toBe('sin-firma');
  });

  it('is rejected if the criteria in force do not contain it', () => {
    expect(() => checkVerdict(criteria, { verdict: 'simulacion' })).toThrow('CONTROL_DESK.VERDICT_UNKNOWN');
  });
});
