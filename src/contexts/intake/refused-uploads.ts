import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { safeMessage } from '../../kernel/errors/safe-text.js';
import { StatusSource, type StatusFigure } from '../../kernel/health/status-source.js';
import { RateLimits } from '../../kernel/http/rate-limits.js';

const NAME = 'intake.refused-uploads';
const EVERY = 'all';
const RECORD_EVERY_MS = 10_000;
const REPORTED_MINUTES = 10;
/** Phones retry, so a short peak is no reason to act. */
const LIMIT = 100;
/** Refusals for lack of capacity or disk space, not because one device sends too much. */
const CODES: ReadonlySet<string> = new Set(['INTAKE.BUSY', 'INTAKE.STORAGE_FULL']);

/**
 * Counts the uploads that were refused for lack of capacity, which are not faults and leave no log line of their own.
 * Logs and stores the count at most every ten seconds, so that a refusal costs nothing during an overload.
 */
@Injectable()
export class RefusedUploads extends StatusSource {
  readonly #logger = new Logger('RefusedUploads');
  readonly #unrecorded = new Map<string, number>();
  #recordedAt = -Infinity;

  constructor(
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {
    super();
  }

  count(code: string): void {
    if (!CODES.has(code)) return;
    this.#unrecorded.set(code, (this.#unrecorded.get(code) ?? 0) + 1);
    const now = this.clock.now().getTime();
    if (Math.abs(now - this.#recordedAt) < RECORD_EVERY_MS) return;
    this.#recordedAt = now;
    const counts = Object.fromEntries(this.#unrecorded);
    const refused = [...this.#unrecorded.values()].reduce((total, count) => total + count, 0);
    this.#unrecorded.clear();
    this.#logger.warn({ msg: 'uploads refused for lack of capacity', refused, ...counts });
    this.limits.count(NAME, EVERY, Infinity, refused).catch((error: unknown) => {
      this.#logger.warn({ msg: `could not count refused uploads: ${safeMessage(error)}` });
    });
  }

  override async figures(): Promise<readonly StatusFigure[]> {
    return [
      {
        name: 'intake.refused-uploads',
        label: 'Envíos no recibidos por falta de capacidad, últimos diez minutos',
        value: await this.limits.counted(NAME, EVERY, REPORTED_MINUTES),
        unit: '',
        limit: LIMIT,
        remedy: 'Agregue procesos web o espacio en disco; los teléfonos vuelven a enviar.',
      },
    ];
  }
}
