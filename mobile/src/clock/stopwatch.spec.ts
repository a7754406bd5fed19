import { describe, expect, it } from '@jest/globals';
import { Stopwatch } from './stopwatch.js';

/** A telephone: it runs, sleeps (its count stands still), and has its clock turned. */
class Device {
  #now = Date.parse('2027-01-15T18:00:00.000Z');
  #count = 0;
  deviceMs = (): number => this.#now;
  monotonicMs = (): number => this.#count;

  runs(ms: number): void {
    this.#count += ms;
    this.#now += ms;
  }

  sleeps(ms: number): void {
    this.#now += ms;
  }

  turnsBack(ms: number): void {
    this.#now -= ms;
  }
}

describe('how long something has lasted on a telephone (§8.1, decision 8)', () => {
  it('counts what ran and what was slept', () => {
    const device = new Device();
    const watch = new Stopwatch(device);
    device.runs(1000);
    expect(watch.elapsedMs()).toBe(1000);
    device.sleeps(600_000);
    expect(watch.elapsedMs()).toBe(601_000);
  });

  it('does not shrink when somebody turns the clock back, and goes on from there', () => {
    const device = new Device();
    const watch = new Stopwatch(device);
    device.runs(60_000);
    expect(watch.elapsedMs()).toBe(60_000);
    device.turnsBack(3_600_000);
    device.runs(1000);
    expect(watch.elapsedMs()).toBe(61_000);
    device.sleeps(5000);
    expect(watch.elapsedMs()).toBe(66_000);
  });

  it('begins anew with what comes after a restart', () => {
    const device = new Device();
    const watch = new Stopwatch(device);
    device.runs(5000);
    watch.restart();
    device.runs(250);
    expect(watch.elapsedMs()).toBe(250);
  });
});
