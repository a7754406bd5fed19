import { describe, expect, it } from '@jest/globals';
import type { Lease } from '#electoral/wire';
import { ServerClock } from '../clock/server-clock.js';
import { Stopwatch } from '../clock/stopwatch.js';
import { formatDuration } from '../clock/format-duration.js';
import { captureStatus, leaseStatus, mayFinishCapture, nearLimit, type LeaseStatus } from './lease-status.js';
import { hasEnded, isClosed, mainAction, mayRepeatCapture } from './main-action.js';
import { afterFailure, NO_FAILURES, remainingWaitMs } from './password-delay.js';
import { passwordStrength } from './password-strength.js';

const lease = {
  capture: {
    opensAt: '2027-01-10T06:00:00.000Z',
    closesAt: '2027-02-10T06:00:00.000Z',
    graceEndsAt: '2027-02-11T06:00:00.000Z',
  },
  expiresAt: '2027-01-18T06:00:00.000Z',
} as Lease;
const renewed = { ...lease, expiresAt: '2027-02-12T06:00:00.000Z' };
const kindAt = (instant: string) => leaseStatus(lease, new Date(instant)).kind;

describe('the largest entry of the menu (§7.2, §8.1)', () => {
  const refused = (code: string) => ({ refusal: { code: `AUXILIARIES.${code}`, detail: 'No.', appVersion: '' } });
  const status = (kind: LeaseStatus['kind']) => ({ kind }) as LeaseStatus;
  const actionFor = (kind: LeaseStatus['kind'], more = {}) =>
    mainAction([{ deviceId: 'a', ...more }], new Map([['a', status(kind)]]));

  it('is the entry that this phone needs next, and never a capture that can only be refused', () => {
    expect(mainAction([])).toEqual({ kind: 'register' });
    expect(mainAction([{ deviceId: 'a' }])).toEqual({ kind: 'capture' });
    for (const kind of ['may-capture', 'must-renew', 'inactive', 'clock-unknown'] as const) {
      expect(actionFor(kind)).toEqual({ kind: 'capture' });
    }
    for (const kind of ['only-send', 'over'] as const) expect(actionFor(kind)).toEqual({ kind: 'send' });
    expect(actionFor('not-open')).toEqual({ kind: 'nothing' });
    expect(actionFor('refused', refused('DEVICE_REPLACED'))).toEqual({ kind: 'register', deviceId: 'a' });
    for (const code of ['DEVICE_NOT_ACTIVE', 'DEVICE_SUSPENDED', 'ASPIRANT_WITHDRAWN']) {
      expect(actionFor('refused', refused(code))).toEqual({ kind: 'send' });
    }
    expect(actionFor('refused', refused('APP_OUTDATED'))).toEqual({ kind: 'nothing' });
  });

  it('comes without the advice to repeat an interrupted capture if no registration could capture it', () => {
    const may = (...kinds: LeaseStatus['kind'][]) =>
      mayRepeatCapture(
        kinds.map((kind) => ({ deviceId: kind })),
        new Map(kinds.map((kind) => [kind, status(kind)])),
      );
    for (const kind of ['may-capture', 'must-renew', 'clock-unknown'] as const) expect(may(kind)).toBe(true);
    for (const kind of ['refused', 'inactive', 'not-open', 'only-send', 'over'] as const) expect(may(kind)).toBe(false);
    expect([may('over', 'may-capture'), mayRepeatCapture([{ deviceId: 'a' }])]).toEqual([true, true]);
  });

  it('needs no password if the refusal is final, and no new password once the registration has ended', () => {
    const codes = ['DEVICE_NOT_ACTIVE', 'ASPIRANT_WITHDRAWN', 'DEVICE_REPLACED', 'DEVICE_SUSPENDED', 'APP_OUTDATED'];
    expect(codes.map((code) => isClosed(refused(code)))).toEqual([true, true, true, false, false]);
    expect(codes.map((code) => hasEnded(refused(code)))).toEqual([true, true, false, false, false]);
    expect([isClosed({}), hasEnded({})]).toEqual([false, false]);
  });

  it('is the capture if any of several registrations allows it, and otherwise a new registration', () => {
    const both = [{ deviceId: 'a', ...refused('DEVICE_REPLACED') }, { deviceId: 'b' }];
    const action = (other: LeaseStatus['kind']) =>
      mainAction(
        both,
        new Map([
          ['a', status('refused')],
          ['b', status(other)],
        ]),
      );
    expect(action('may-capture')).toEqual({ kind: 'capture' });
    expect(action('over')).toEqual({ kind: 'register', deviceId: 'a' });
    // The unsent registration replaces the one that the server no longer accepts.
    const [replaced] = both;
    expect(mainAction(replaced ? [replaced] : [], new Map([['a', status('refused')]]), true)).toEqual({
      kind: 'register',
    });
  });
});

describe('the permission to capture (§7.7, §10.5, decision 8)', () => {
  it('starts at the exact opening instant and lasts through the minute of its deadline; each phase has its own status', () => {
    expect(kindAt('2027-01-10T05:59:59.999Z')).toBe('not-open');
    expect(kindAt('2027-01-10T06:00:00.000Z')).toBe('may-capture');
    expect(kindAt('2027-01-18T06:00:59.999Z')).toBe('may-capture');
    expect(kindAt('2027-01-18T06:01:00.000Z')).toBe('must-renew');
    expect(leaseStatus(renewed, new Date('2027-02-10T06:00:59.999Z')).kind).toBe('may-capture');
    expect(kindAt('2027-02-10T06:01:00.000Z')).toBe('only-send');
    expect(kindAt('2027-02-11T06:00:59.999Z')).toBe('only-send');
    expect(kindAt('2027-02-11T06:01:00.000Z')).toBe('over');
    expect(leaseStatus(lease, undefined).kind).toBe('clock-unknown');
  });

  it('is suspended while the period is inactive, regardless of the date, even if only the response to an upload said so', () => {
    const stopped = { ...lease, capture: { ...lease.capture, active: false } };
    for (const at of ['2027-01-09T06:00:00.000Z', '2027-01-12T06:00:00.000Z', '2027-03-12T06:00:00.000Z']) {
      expect(leaseStatus(stopped, new Date(at)).kind).toBe('inactive');
    }
    const running = { ...lease, capture: { ...lease.capture, active: true } };
    const within = new Date('2027-01-12T06:00:00.000Z');
    expect(leaseStatus(running, within).kind).toBe('may-capture');
    const refusal = { code: 'INTAKE.PERIOD_INACTIVE', detail: 'No.', appVersion: '' };
    expect(captureStatus({ lease: running, refusal }, within, '1.0.1').kind).toBe('inactive');
  });

  it('follows the period that the server reported after the lease was issued, whether it allows more or less than the lease (§7.7)', () => {
    const issued = { ...renewed, issuedAt: '2027-01-15T18:00:00.000Z' };
    const kind = (at: string, change: object, now: string) => {
      const capture = { ...lease.capture, active: true, ...change };
      return captureStatus({ lease: issued, period: { at, capture } }, new Date(now), '1.0.1').kind;
    };
    const [later, within] = ['2027-01-16T18:00:00.000Z', '2027-01-17T06:00:00.000Z'];
    expect(kind(later, {}, within)).toBe('may-capture');
    expect(kind(later, { active: false }, within)).toBe('inactive');
    const shortened = { closesAt: '2027-01-16T20:00:00.000Z', graceEndsAt: '2027-01-17T20:00:00.000Z' };
    expect(kind(later, shortened, within)).toBe('only-send');
    expect(kind(later, shortened, '2027-01-17T20:01:00.000Z')).toBe('over');
    // A lease that is newer than the report was issued with a newer period.
    expect(kind('2027-01-14T18:00:00.000Z', shortened, within)).toBe('may-capture');
  });

  it('needs a new lease once the period has been extended beyond the lease, and shows when the period ends', () => {
    const capture = { ...lease.capture, closesAt: '2027-02-20T06:00:00.000Z', graceEndsAt: '2027-02-21T06:00:00.000Z' };
    const period = { at: '2027-02-10T07:00:00.000Z', capture: { ...capture, active: true } };
    const issued = { ...renewed, issuedAt: '2027-01-15T18:00:00.000Z' };
    expect(captureStatus({ lease: issued, period }, new Date('2027-02-10T12:00:00.000Z'), '1.0.1')).toEqual({
      kind: 'must-renew',
      until: capture.closesAt,
    });
  });

  it('must be renewed after a folio was used twice: only a new lease contains the right counter', () => {
    const refusal = { code: 'INTAKE.FOLIO_TAKEN', detail: 'No.', appVersion: '' };
    const kind = (at: string) => captureStatus({ lease, refusal }, new Date(at), '1.0.1').kind;
    expect(kind('2027-01-12T06:00:00.000Z')).toBe('must-renew');
    expect(kind('2027-01-09T06:00:00.000Z')).toBe('not-open');
    expect(kind('2027-02-10T12:00:00.000Z')).toBe('only-send');
  });

  it('reports the time left to capture and to send, and how long it lasts offline (§10.5)', () => {
    expect(leaseStatus(lease, new Date('2027-01-10T06:00:00.000Z'))).toEqual({
      kind: 'may-capture',
      until: lease.capture.closesAt,
      leftMs: 31 * 24 * 3_600_000,
      offlineUntil: lease.expiresAt,
    });
    expect(leaseStatus(lease, new Date('2027-01-09T06:00:00.000Z'))).toMatchObject({ leftMs: 24 * 3_600_000 });
    expect(leaseStatus(lease, new Date('2027-02-11T05:00:00.000Z'))).toEqual({
      kind: 'only-send',
      until: lease.capture.graceEndsAt,
      leftMs: 3_600_000,
    });
    const { closesAt } = lease.capture;
    expect(leaseStatus(renewed, new Date('2027-02-09T06:00:00.000Z'))).toMatchObject({ offlineUntil: closesAt });
  });

  it('outlasts the lease for a support that was begun in time, until the period closes (§10.5)', () => {
    const mayFinish = (at: string) => mayFinishCapture(lease, new Date(at));
    expect(kindAt('2027-01-18T06:01:00.000Z')).toBe('must-renew');
    expect(mayFinish('2027-01-18T06:01:00.000Z')).toBe(true);
    expect(mayFinish('2027-02-10T06:00:59.999Z')).toBe(true);
    expect(mayFinish('2027-02-10T06:01:00.000Z')).toBe(false);
    expect(mayFinish('2027-01-10T05:59:59.999Z')).toBe(false);
    expect(mayFinishCapture(lease, undefined)).toBe(false);
    const stopped = { ...lease, capture: { ...lease.capture, active: false } };
    expect(mayFinishCapture(stopped, new Date('2027-01-18T06:01:00.000Z'))).toBe(false);
  });

  it('is reported as about to end in its last 15 minutes, with what limits it: the lease or the period', () => {
    const near = (of: Lease, at: string) => nearLimit(leaseStatus(of, new Date(at)));
    expect(near(lease, '2027-01-18T05:45:00.000Z')).toBeUndefined();
    expect(near(lease, '2027-01-18T05:45:00.001Z')).toBe('lease');
    expect(near(renewed, '2027-02-10T05:45:00.000Z')).toBeUndefined();
    expect(near(renewed, '2027-02-10T05:45:00.001Z')).toBe('period');
    expect(near(lease, '2027-02-10T12:00:00.000Z')).toBeUndefined();
  });

  it('is reported as not yet open before the period opens, even if the lease has expired', () => {
    const old = { ...lease, expiresAt: '2027-01-05T06:00:00.000Z' };
    expect(leaseStatus(old, new Date('2027-01-09T06:00:00.000Z')).kind).toBe('not-open');
  });

  it('is withdrawn by the server’s last refusal, even offline, until an outdated app is updated (decision 30)', () => {
    const within = new Date('2027-01-12T06:00:00.000Z');
    const refused = (code: string, appVersion = '1.0.0', now = within) =>
      captureStatus({ lease, refusal: { code, detail: 'Porque sí.', appVersion } }, now, '1.0.1');
    expect(captureStatus({ lease }, within, '1.0.1').kind).toBe('may-capture');
    expect(refused('AUXILIARIES.DEVICE_SUSPENDED')).toEqual({ kind: 'refused', reason: 'Porque sí.' });
    expect(refused('AUXILIARIES.APP_OUTDATED', '1.0.1').kind).toBe('refused');
    expect(refused('AUXILIARIES.APP_OUTDATED', '1.0.0').kind).toBe('may-capture');
    // The time left to send matters more than the reason why capturing is refused.
    expect(refused('AUXILIARIES.DEVICE_SUSPENDED', '1.0.0', new Date('2027-02-10T07:00:00.000Z')).kind).toBe(
      'only-send',
    );
  });
});

describe('a remaining time', () => {
  it('is shown in its two largest units, rounded down', () => {
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
    expect(formatDuration(0)).toBe('menos de un minuto');
    expect(formatDuration(minute - 1)).toBe('menos de un minuto');
    expect(formatDuration(minute)).toBe('1 minuto');
    expect(formatDuration(2 * hour - 1)).toBe('1 hora y 59 minutos');
    expect(formatDuration(2 * hour)).toBe('2 horas');
    expect(formatDuration(day - 1)).toBe('23 horas y 59 minutos');
    expect(formatDuration(day)).toBe('1 día');
    expect(formatDuration(25 * day + 6 * hour)).toBe('25 días y 6 horas');
  });
});

describe('the server’s time', () => {
  it('continues offline, and is unknown after the device’s clock was set back (decision 8)', async () => {
    let device = 1_000_000;
    let count = 0;
    const settings = new Map<string, unknown>();
    const vault = {
      setting: (name: string) => Promise.resolve(settings.get(name) as never),
      saveSetting: (name: string, value: unknown) => {
        settings.set(name, value);
        return Promise.resolve();
      },
    };
    const ticks = { now: () => device, monotonic: () => count };
    const clock = new ServerClock(vault, ticks);
    await clock.load();
    expect(await clock.now()).toBeUndefined();
    // The device is 40 s ahead; the round trip takes 2 s.
    device = Date.parse('2027-01-15T18:00:41.000Z');
    await clock.synchronise('2027-01-15T18:00:00.000Z', { deviceAt: device, roundTripMs: 2000 });
    device += 3_600_000;
    count += 3_600_000;
    expect((await clock.now())?.at.toISOString()).toBe('2027-01-15T19:00:00.000Z');

    const restarted = new ServerClock(vault, ticks);
    await restarted.load();
    device += 60_000;
    expect((await restarted.now())?.lastServerTime).toEqual({
      at: '2027-01-15T18:00:00.000Z',
      monotonicMs: 3_660_000,
      skewMs: 40_000,
    });
    device -= 10 * 60_000;
    expect(await restarted.now()).toBeUndefined();
    device += 10 * 60_000;
    count += 30 * 60_000;
    expect(await restarted.now()).toBeUndefined();
  });
});

describe('a response that the phone processed after it had slept', () => {
  it('does not set a known clock, although the monotonic clock stopped', async () => {
    let device = Date.parse('2027-01-15T18:00:00.000Z');
    const vault = { setting: () => Promise.resolve(undefined), saveSetting: () => Promise.resolve() };
    const clock = new ServerClock(vault, { now: () => device, monotonic: () => 0 });
    const time = async (): Promise<string | undefined> => (await clock.now())?.at.toISOString();
    const roundTrip = new Stopwatch(clock);
    const answered = () => ({ deviceAt: device, roundTripMs: roundTrip.elapsedMs() });
    device += 60 * 3_600_000;
    // Without another time, even an uncertain one is better than none.
    await clock.synchronise('2027-01-18T06:00:00.000Z', answered());
    expect(await time()).toBe('2027-01-18T06:00:00.000Z');
    await clock.synchronise('2027-01-15T18:00:00.000Z', answered());
    expect(await time()).toBe('2027-01-18T06:00:00.000Z');
    await clock.synchronise('2027-01-18T06:00:30.000Z');
    expect(await time()).toBe('2027-01-18T06:00:30.000Z');
  });
});

describe('the local password (§7.4)', () => {
  it('can be tried again only after a delay, from the third failed attempt on; the delay doubles up to an hour', () => {
    let failures = NO_FAILURES;
    const waits = Array.from({ length: 14 }, () => {
      failures = afterFailure(failures, 0);
      return failures.notBefore / 1000;
    });
    expect(waits.slice(0, 6)).toEqual([0, 0, 10, 20, 40, 80]);
    expect(waits.at(-1)).toBe(3600);
  });

  it('can be tried despite a delay that was stored while the device’s clock was ahead', () => {
    let failures = NO_FAILURES;
    for (let tries = 0; tries < 4; tries += 1) failures = afterFailure(failures, 24 * 3_600_000);
    expect(remainingWaitMs(failures, 24 * 3_600_000)).toBe(20_000);
    expect(remainingWaitMs(failures, 24 * 3_600_000 + 19_999)).toBe(1);
    expect(remainingWaitMs(failures, 24 * 3_600_000 + 20_000)).toBe(0);
    expect(remainingWaitMs(failures, 0)).toBe(0);
  });

  it('must not be a common password', () => {
    for (const weak of ['', 'abc123', '12345678', 'contraseña', 'aaaaaaaaaaaa', 'mexico2027']) {
      expect(passwordStrength(weak).level).toBe(0);
    }
    expect(passwordStrength('caballo turquesa 47 lámparas').level).toBe(3);
    expect(passwordStrength('tres perros cojos').level).toBeGreaterThan(0);
    const owner = 'HÉCTOR FLORES PEÑA';
    expect(passwordStrength('hectorflores').level).toBeGreaterThan(0);
    for (const own of ['hectorflores', 'HéctorFlores2027', 'flores.peña']) {
      expect(passwordStrength(own, owner)).toMatchObject({ level: 0, advice: expect.stringContaining('su nombre') });
    }
    expect(passwordStrength('flores turquesa 47 lámparas', owner).level).toBe(3);
  });
});
