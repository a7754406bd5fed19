import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemClock } from '../../kernel/clock/clock.js';
import type { AppConfig } from '../../kernel/config/config.js';

const LOOK_AGAIN_MS = 500;

/**
 * The wall clock, ahead by what the player asked for, so that a whole process can be played in one sitting. The
 * offset is kept beside the data: a restart, or a worker beside the web process, tells the same time.
 * @throws Error outside of the demonstration.
 */
export class DemonstrationClock extends SystemClock {
  readonly #file: string;
  #offset = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(config: AppConfig) {
    super();
    if (config.mode !== 'demonstration')
      throw new Error('the clock that can be moved exists in the demonstration only');
    mkdirSync(config.dataFolder, { recursive: true });
    this.#file = join(config.dataFolder, 'reloj.json');
  }

  override now(): Date {
    const wall = super.now().getTime();
    if (wall - this.#lookedAt > LOOK_AGAIN_MS) {
      this.#lookedAt = wall;
      this.#offset = this.#read();
    }
    return new Date(wall + this.#offset);
  }

  /** How far ahead of the wall clock, in milliseconds. */
  get ahead(): number {
    this.now();
    return this.#offset;
  }

  /** Forward only: what happened at an instant must not come to lie in the future. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) throw new RangeError('this clock goes forward only');
    const offset = this.ahead + Math.round(milliseconds);
    const written = `${this.#file}.nuevo`;
    writeFileSync(written, JSON.stringify({ offset }));
    renameSync(written, this.#file);
    this.#offset = offset;
  }

  #read(): number {
    try {
      const { offset } = JSON.parse(readFileSync(this.#file, 'utf8')) as { offset?: unknown };
      return typeof offset === 'number' && offset >= 0 ? offset : 0;
    } catch {
      return 0;
    }
  }
}
