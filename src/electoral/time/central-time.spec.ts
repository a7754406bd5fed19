import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromCentral, toCentral } from './index.js';

const zoned = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/Mexico_City',
  dateStyle: 'short',
  timeStyle: 'medium',
});

describe('hora centro (§5.A)', () => {
  it('agrees with Node’s time zone data, which includes the law of 2022', () => {
    const instant = fc.date({ min: new Date('1996-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, (at) => {
        expect(toCentral(at).toISOString().slice(0, 19).replace('T', ' ')).toBe(zoned.format(at));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['1996-04-07T08:00:00Z'],
    ['2001-05-06T08:00:00Z'],
    ['2001-09-30T07:00:00Z'],
    ['2022-04-03T08:00:00Z'],
    ['2022-10-30T07:00:00Z'],
    ['2023-04-02T08:00:00Z'],
  ])('agrees with the data of Node 1 s before and at the change of %s', (change) => {
    for (const at of [new Date(Date.parse(change) - 1000), new Date(change)]) {
      expect(toCentral(at).toISOString().slice(0, 19).replace('T', ' ')).toBe(zoned.format(at));
    }
  });

  it('maps a repeated hour to the first of its instants, and a skipped hour to none', () => {
    expect(fromCentral(new Date('2022-10-30T01:30:00Z'))?.toISOString()).toBe('2022-10-30T06:30:00.000Z');
    expect(fromCentral(new Date('2022-04-03T02:30:00Z'))).toBeUndefined();
  });
});

/** A Node whose time zone data for Mexico is from before October 2022: in summer it is an hour ahead of legal time. */
const OUTDATED = `
import { register } from 'node:module';
register('./bench/lib/typescript-hook.mjs', '${pathToFileURL(`${process.cwd()}/`).href}');
const { DateTimeFormat } = Intl;
Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
  construct: (target, [locale, options = {}]) =>
    new target(locale, { ...options, timeZone: { 'America/Mexico_City': 'America/Chicago' }[options.timeZone] ?? options.timeZone }),
});
const deadline = new Date('2027-08-01T05:59:00Z');
const { formatCentral, centralDay, parseCentral } = await import('./src/kernel/clock/central-time.js');
const { formatTime } = await import('./mobile/src/clock/format-time.js');
console.log(JSON.stringify({
  zoneData: new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Mexico_City', dateStyle: 'short' }).format(deadline),
  server: [formatCentral(deadline), centralDay(deadline), parseCentral('2027-07-31T23:59').toISOString()],
  app: formatTime(deadline),
}));
`;

describe('hora centro with time zone data from before October 2022 (§5.A, §10.5)', () => {
  it('follows the law on the server and in the app', () => {
    // The phone's own time is wrong, and is shown as such.
    const env = { ...process.env, NODE_OPTIONS: '', TZ: 'America/Chicago' };
    const node = spawnSync(process.execPath, ['--input-type=module', '--no-warnings'], { input: OUTDATED, env });
    expect(node.stderr.toString()).toBe('');
    expect(JSON.parse(node.stdout.toString())).toEqual({
      zoneData: '2027-08-01',
      server: ['31/07/2027 23:59:00', '2027-07-31', '2027-08-01T05:59:00.000Z'],
      app: '31 de julio a las 23:59 (hora centro; 1 de agosto a las 00:59 en este teléfono)',
    });
  });
});
