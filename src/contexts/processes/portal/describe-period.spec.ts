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

describe('the description of a period (§5.A, §10.5)', () => {
  it.each([
    ['2027-01-08T05:00:00Z', 'before', '2 días'],
    ['2027-01-10T05:59:30Z', 'before', 'menos de un minuto'],
    ['2027-01-10T06:00:00Z', 'open', '30 días'],
    ['2027-02-08T01:00:00Z', 'open', '29 horas'],
    ['2027-02-09T05:59:00Z', 'open', '1 minuto'],
    ['2027-02-09T06:00:59.999Z', 'open', 'menos de un minuto'],
    ['2027-02-09T06:01:00Z', 'grace', '23 horas'],
    ['2027-02-10T06:00:59.999Z', 'grace', 'menos de un minuto'],
    ['2027-02-10T06:01:00Z', 'over', 'terminaron'],
  ])('at %s is %s: %s', (now, state, text) => {
    const description = describePeriod(period, new Date(now));
    expect(description.state).toBe(state);
    expect(description.sentence).toContain(text);
  });

  it('says that the period is inactive if the OPL deactivated it', () => {
    expect(describePeriod({ ...period, active: false }, new Date('2027-01-20T00:00:00Z')).state).toBe('inactive');
  });

  it.each([
    [period, '2027-02-09T06:00:59.999Z', false],
    [period, '2027-02-09T06:01:00Z', true],
    [{ ...period, active: false }, '2027-02-09T06:01:00Z', false],
    [undefined, '2027-02-09T06:01:00Z', false],
  ])('says that capture has ended only once an active period has closed', (each, now, ended) => {
    expect(hasCaptureEnded(each, new Date(now))).toBe(ended);
  });
});
