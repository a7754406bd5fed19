import { createHash } from 'node:crypto';
import { numberStream } from '../../src/kernel/crypto/number-stream.js';

/** Random choices that a seed repeats. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: string) {
    this.#next = numberStream(createHash('sha256').update(seed).digest());
  }

  /** An integer from 0 to `below` - 1. */
  below(below: number): number {
    return this.#next() % below;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('there is nothing to choose from');
    return item;
  }
}
