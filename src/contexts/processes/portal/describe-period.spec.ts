import { describe, expect, it } from '@jest/globals';
import type { PeriodView } from '../index.js';
import { hasCaptureEnded } from '../queries/get-period-of-office.js';
import { describePeriod } from './describe-period.js';

const period: PeriodView = {
  ambito: 'local',
  entidad: '22',
  periodId: 'p',
  version: 1,
  name: 'Captación',
  opensAt: '2027-01-10T06:00:00.000Z',
  closesAt: '2027-02-09T06:00:00.000Z',
  graceEndsAt: '2027-02-10T06:00:00.000Z',
  active: true,
  central: { opensAt: '', closesAt: '', graceEndsAt: '' },
};

describe('the period as the aspirant reads it (§5.A, §10.5)', () => {
  it.each([
    ['2027-01-08T05:00:00Z', 'before', '2 días'],
    ['2027-01-10T05:59:30Z', 'before', 'menos de un minuto'],
    ['2027-01-10T06:00:00Z', 'open', '30 días'],
    ['2027-02-08T01:00:00Z', 'open', '29 horas'],
    ['2027-02-09T05:59:00Z', 'open', '1 minuto'],
    ['2027-02-09T06:00:00Z', 'grace', '24 horas'],
    ['2027-02-10T06:00:01Z', 'over', 'terminaron'],
  ])('at %s it is %s: %s', (now, state, words) => {
    const answer = describePeriod(period, new Date(now));
    expect(answer.state).toBe(state);
    expect(answer.sentence).toContain(words);
  });

  it('says so when the OPL has made it inactive', () => {
    expect(describePeriod({ ...period, active: false }, new Date('2027-01-20T00:00:00Z')).state).toBe('inactive');
  });

  it.each([
    [period, '2027-02-09T05:59:59Z', false],
    [period, '2027-02-09T06:00:00Z', true],
    [{ ...period, active: false }, '2027-02-09T06:00:00Z', false],
    [undefined, '2027-02-09T06:00:00Z', false],
  ])('capture has ended once an active period closes', (of, now, ended) => {
    expect(hasCaptureEnded(of, new Date(now))).toBe(ended);
  });
});
