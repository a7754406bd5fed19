import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemClock } from '../../kernel/clock/clock.js';
import type { AppConfig } from '../../kernel/config/config.js';

const REREAD_INTERVAL_MS = 500;

/**
 * The system clock plus an offset that visitors can increase, so that a whole process fits in one session. The offset
 * is stored in the data folder, so that restarts and worker processes agree on the time.
 * @throws Error outside the demonstration.
 */
export class DemonstrationClock extends SystemClock {
  readonly #file: string;
  #offset = 0;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(config: AppConfig) {
    super();
    if (config.mode !== 'demonstration') throw new Error('the adjustable clock exists in the demonstration only');
    mkdirSync(config.dataFolder, { recursive: true });
    this.#file = join(config.dataFolder, 'reloj.json');
  }

  override now(): Date {
    const wall = super.now().getTime();
    if (wall - this.#readAt > REREAD_INTERVAL_MS) {
      this.#readAt = wall;
      this.#offset = this.#read();
    }
    return new Date(wall + this.#offset);
  }

  /** Milliseconds ahead of the system clock. */
  get ahead(): number {
    this.now();
    return this.#offset;
  }

  /** Forward only, so that stored events are never in the future. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) throw new RangeError('the clock can only be advanced');
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
