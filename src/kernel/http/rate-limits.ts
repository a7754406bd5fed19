import { Injectable } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { KeyedHash } from '../crypto/keyed-hash.js';
import { deleteInBatches } from '../database/delete-in-batches.js';
import { DomainError } from '../errors/domain-error.js';
import { Recurring } from '../jobs/recurring.js';

const WINDOW_MS = 60_000;
const RETENTION_MS = 60 * 60_000;
const BATCH_SIZE = 5000;
/** Bounds the memory used during a flood from many networks. */
const MAX_REMEMBERED = 10_000;

/** Limits requests per client per minute, counted in PostgreSQL for all web processes together. */
@Injectable()
export class RateLimits {
  /** Start of the window in which a client reached its limit; its further requests cost no query. */
  readonly #exhausted = new Map<string, number>();

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  /**
   * Counts one request.
   * @param client the client's network, from `clientNetwork`.
   * @throws DomainError KERNEL.TOO_MANY_REQUESTS beyond the limit.
   */
  async take(name: string, client: string, perMinute: number): Promise<void> {
    this.requireUnderLimit(name, client);
    const taken = await this.count(name, client, perMinute);
    if (taken > perMinute) throw tooManyRequests();
  }

  /** @throws DomainError KERNEL.TOO_MANY_REQUESTS if this process knows that the limit is reached. */
  requireUnderLimit(name: string, client: string): void {
    if (this.isExhausted(name, client)) throw tooManyRequests();
  }

  isExhausted(name: string, client: string): boolean {
    return this.#exhausted.get(nameOf(name, client)) === this.#windowStart();
  }

  /** Counts without refusing, and returns how many were counted in this minute. */
  async count(name: string, client: string, perMinute: number, amount = 1): Promise<number> {
    const windowStart = this.#windowStart();
    const [row] = await this.em.fork().execute<{ taken: number }[]>(
      `insert into kernel.rate_limit as r (key, window_start, taken) values (?, ?, ?)
       on conflict (key, window_start) do update set taken = r.taken + excluded.taken returning taken`,
      [await this.hash.digest('kernel.rate-limit', [name, client]), new Date(windowStart), amount],
    );
    const taken = row?.taken ?? 0;
    if (taken >= perMinute) this.#remember(nameOf(name, client), windowStart);
    return taken;
  }

  /** Returns how many were counted in the last `minutes` (at most sixty), including the current one. */
  async counted(name: string, client: string, minutes: number): Promise<number> {
    const since = new Date(this.#windowStart() - (minutes - 1) * WINDOW_MS);
    const [row] = await this.em
      .fork()
      .execute<{ taken: number }[]>(
        'select coalesce(sum(taken), 0)::int as taken from kernel.rate_limit where key = ? and window_start >= ?',
        [await this.hash.digest('kernel.rate-limit', [name, client]), since],
      );
    return row?.taken ?? 0;
  }

  /** @returns how many rows it deleted. */
  @Recurring({ name: 'delete old rate limits', everyMs: RETENTION_MS, singleton: true })
  deleteOld(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RETENTION_MS);
    return deleteInBatches(BATCH_SIZE, async (batchSize) => {
      const rows = await this.em.fork().execute<object[]>(
        `delete from kernel.rate_limit where ctid = any (array(
           select ctid from kernel.rate_limit where window_start < ? limit ?)) returning 1 as deleted`,
        [before, batchSize],
      );
      return rows.length;
    });
  }

  #windowStart(): number {
    const now = this.clock.now().getTime();
    return now - (now % WINDOW_MS);
  }

  #remember(key: string, windowStart: number): void {
    if (this.#exhausted.size >= MAX_REMEMBERED) this.#exhausted.clear();
    this.#exhausted.set(key, windowStart);
  }
}

const nameOf = (name: string, client: string): string => `${name} ${client}`;

export function tooManyRequests(): DomainError {
  return new DomainError('KERNEL.TOO_MANY_REQUESTS', { kind: 'too-many', retryAfterSeconds: 60 });
}
