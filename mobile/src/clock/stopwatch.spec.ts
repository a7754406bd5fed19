import { describe, expect, it } from '@jest/globals';
import { Stopwatch } from './stopwatch.js';

/** A phone whose monotonic clock stops while it sleeps, and whose clock may be set back. */
class Device {
  #now = Date.parse('2027-01-15T18:00:00.000Z');
  #count = 0;
  deviceMs = (): number => this.#now;
  monotonicMs = (): number => this.#count;

  run(ms: number): void {
    this.#count += ms;
    this.#now += ms;
  }

  sleep(ms: number): void {
    this.#now += ms;
  }

  setBack(ms: number): void {
    this.#now -= ms;
  }
}

describe('a stopwatch on a phone (§8.1, decision 8)', () => {
  it('counts time while the phone is awake and asleep', () => {
    const device = new Device();
    const watch = new Stopwatch(device);
    device.run(1000);
    expect(watch.elapsedMs()).toBe(1000);
    device.sleep(600_000);
    expect(watch.elapsedMs()).toBe(601_000);
  });

  it('does not go back when the clock is set back', () => {
    const device = new Device();
    const watch = new Stopwatch(device);
    device.run(60_000);
    expect(watch.elapsedMs()).toBe(60_000);
    device.setBack(3_600_000);
    device.run(1000);
    expect(watch.elapsedMs()).toBe(61_000);
    device.sleep(5000);
    expect(watch.elapsedMs()).toBe(66_000);
  });

  it('starts from zero when it is restarted', () => {
    const device = new Device();
    const watch = new Stopwatch(device);
    device.run(5000);
    watch.restart();
    device.run(250);
    expect(watch.elapsedMs()).toBe(250);
  });
});
