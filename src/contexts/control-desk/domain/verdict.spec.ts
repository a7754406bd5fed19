import { describe, expect, it } from '@jest/globals';
import { checkVerdict, type Criteria } from './verdict.js';

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

describe('verdict of the desk (§11.5)', () => {
  it('stands when the criteria in force allow it, blanks trimmed away', () => {
    expect(checkVerdict(criteria, { verdict: 'sin-inconsistencia', subReason: ' ', note: '' })).toEqual({
      verdict: 'sin-inconsistencia',
      subReason: null,
      note: null,
    });
    expect(checkVerdict(criteria, { verdict: 'fotocopia', subReason: 'fotocopia' }).subReason).toBe('fotocopia');
  });

  it('owes one of the sub-reasons its criterion lists', () => {
    expect(() => checkVerdict(criteria, { verdict: 'fotocopia' })).toThrow('CONTROL_DESK.SUB_REASON_MISSING');
    expect(() => checkVerdict(criteria, { verdict: 'fotocopia', subReason: 'trazo' })).toThrow(
      'CONTROL_DESK.SUB_REASON_UNKNOWN',
    );
    expect(() => checkVerdict(criteria, { verdict: 'sin-inconsistencia', subReason: 'x' })).toThrow(
      'CONTROL_DESK.SUB_REASON_UNKNOWN',
    );
  });

  it('needs a note where the criteria say so, and always for «otra»', () => {
    expect(() => checkVerdict(criteria, { verdict: 'sin-firma' })).toThrow('CONTROL_DESK.NOTE_MISSING');
    expect(() => checkVerdict(criteria, { verdict: 'otra', note: '  ' })).toThrow('CONTROL_DESK.NOTE_MISSING');
    expect(checkVerdict(criteria, { verdict: 'otra', note: ' no concuerda ' }).note).toBe('no concuerda');
  });

  it('refuses a class that the criteria in force do not know', () => {
    expect(() => checkVerdict(criteria, { verdict: 'simulacion' })).toThrow('CONTROL_DESK.VERDICT_UNKNOWN');
  });
});
