// Helpers of the chaos and fuzz tests: seeded random numbers, waiting, command-line options.
import { setTimeout as wait } from 'node:timers/promises';

/** Reproducible random numbers for a seed (mulberry32); `next` returns 0 ≤ n < 1. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    pick: (values) => values[Math.floor(next() * values.length)],
    happens: (probability) => next() < probability,
  };
}

/** @returns whether the condition held before the time limit. */
export async function within(milliseconds, condition, every = 250) {
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline) {
    if (await condition().catch(() => false)) return true;
    await wait(every);
  }
  return false;
}

export function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}
