// What the programs of the chaos test share: chance by a seed, waiting, the time.
import { setTimeout as wait } from 'node:timers/promises';

/** Chance that comes again with its seed (mulberry32). @returns numbers from 0 up to 1. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    pick: (values) => values[Math.floor(next() * values.length)],
    happens: (probability) => next() < probability,
  };
}

/** @returns whether it came about in time. */
export async function within(milliseconds, condition, every = 250) {
  const until = Date.now() + milliseconds;
  while (Date.now() < until) {
    if (await condition().catch(() => false)) return true;
    await wait(every);
  }
  return false;
}

export function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
}
