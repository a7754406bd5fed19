import { describe, expect, it } from '@jest/globals';
import { versionsInEffectAt, type AssistedCaptureVersion } from './assisted-capture.js';

const version = (number: number, at: string, allowed: boolean): AssistedCaptureVersion => ({
  version: number,
  allowed,
  reasons: [],
  agreement: null,
  effectiveFrom: at,
});
const versions = [
  version(3, '2027-01-20T00:00:00.000Z', false),
  version(2, '2027-01-12T00:00:00.000Z', true),
  version(1, '2027-01-10T00:00:00.000Z', false),
];
const at = (iso: string): number[] => versionsInEffectAt(versions, new Date(iso)).map((rule) => rule.version);

describe('the assisted-capture versions in effect at an instant (decision 31)', () => {
  it('are empty before the first version', () => {
    expect(at('2027-01-09T23:59:59.999Z')).toEqual([]);
  });

  it('include the one in force and those that a lease issued up to 72 h earlier may still contain', () => {
    expect(at('2027-01-12T00:00:00.000Z')).toEqual([2, 1]);
    expect(at('2027-01-14T23:59:59.999Z')).toEqual([2, 1]);
    expect(at('2027-01-15T00:00:00.000Z')).toEqual([2]);
    expect(at('2027-01-20T00:00:00.000Z')).toEqual([3, 2]);
    expect(at('2027-01-22T23:59:59.999Z')).toEqual([3, 2]);
    expect(at('2027-01-23T00:00:00.000Z')).toEqual([3]);
  });
});
