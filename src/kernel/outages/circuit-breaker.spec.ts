import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../clock/clock.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { OutageError, outageOf } from './outage.js';

function scene() {
  const clock = new ManualClock('2027-01-15T18:00:00Z');
  const changes: string[] = [];
  const breaker = new CircuitBreaker('mail', clock, (state) => changes.push(state));
  let called = 0;
  const call = (error?: Error) =>
    breaker
      .run(() => {
        called += 1;
        return error ? Promise.reject(error) : Promise.resolve('sent');
      })
      .catch((refused: unknown) => refused);
  return { clock, breaker, changes, call, calls: () => called };
}

const down = () => new OutageError('mail', 'ECONNREFUSED');

describe('a circuit breaker', () => {
  it('stops calling a service after three outages in a row and tries it once every 30 seconds', async () => {
    const { clock, breaker, changes, call, calls } = scene();
    for (let n = 0; n < 10; n += 1) await call(down());
    expect([calls(), changes]).toEqual([3, ['open']]);
    expect(breaker.outage).toMatchObject({ reason: 'ECONNREFUSED', retryAt: new Date('2027-01-15T18:00:30Z') });
    clock.advance(29_999);
    await call(down());
    expect(calls()).toBe(3);
    clock.advance(1);
    await call(down());
    await call(down());
    expect(calls()).toBe(4);
    clock.advance(30_000);
    expect([await call(), await call(), changes]).toEqual(['sent', 'sent', ['open', 'closed']]);
    expect(breaker.outage).toBeUndefined();
  });

  it('allows a single trial call, and no other calls in the meantime', async () => {
    const { clock, breaker, call, calls } = scene();
    for (let n = 0; n < 3; n += 1) await call(down());
    clock.advance(30_000);
    let answer = (_: string): void => undefined;
    const trial = breaker.run(() => new Promise<string>((resolve) => (answer = resolve)));
    expect(breaker.outage).toBeInstanceOf(OutageError);
    expect(await call()).toBeInstanceOf(OutageError);
    expect(calls()).toBe(3);
    answer('sent');
    expect(await trial).toBe('sent');
    expect(await call()).toBe('sent');
  });

  it('is not opened by outages between successes, by refusals of single items or by failures', async () => {
    const { call, calls, changes } = scene();
    for (let n = 0; n < 4; n += 1) {
      await call(down());
      await call(down());
      await call([undefined, new OutageError('mail', '451', { onlyThisItem: true }), new Error('550')][n % 3]);
    }
    expect([calls(), changes]).toEqual([12, []]);
  });
});

describe('an outage', () => {
  it.each([
    ['ENOSPC', 'storage'],
    ['EIO', 'storage'],
    ['ECONNREFUSED', 'database'],
    ['53100', 'database'],
    ['58030', 'database'],
  ])('is recognised by the code %s', (code, service) => {
    const error = new Error('outer', { cause: Object.assign(new Error('inner'), { code }) });
    expect(outageOf(error)).toMatchObject({ service });
  });

  it('is not inferred from an error of the work itself', () => {
    for (const error of [new Error('no connection'), Object.assign(new Error(), { code: '23505' }), null]) {
      expect(outageOf(error)).toBeUndefined();
    }
  });
});
