import { Injectable, Logger } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { Clock } from '../clock/clock.js';
import { KeyStore } from '../crypto/key-store.js';
import { codeOf } from '../outages/outage.js';
import { singleFlight } from '../http/single-flight.js';
import { BlobStore } from '../storage/blob-store.js';
import { withinTimeout } from './within-timeout.js';

/** What a process needs to receive a record. A backlog is no reason to stop: see {@link SystemStatus}. */
const PARTS = ['database', 'storage', 'keys'] as const;
type Part = (typeof PARTS)[number];

/** How long the result of a storage or key check is reused, so that many probes cost one write. */
const REUSE_MS = 5000;

interface CachedCheck {
  readonly at: number;
  readonly result: Promise<string | undefined>;
}

/** Whether this process can receive records: database, a write to the blob store, keys. */
@Injectable()
export class Readiness {
  readonly #logger = new Logger('Readiness');
  readonly #cachedChecks = new Map<Part, CachedCheck>();
  readonly #database = singleFlight(() => failureOf(() => this.em.fork().execute('select 1')));
  #failing = '';
  #isShuttingDown = false;

  constructor(
    private readonly em: EntityManager,
    private readonly blobs: BlobStore,
    private readonly keys: KeyStore,
    private readonly clock: Clock,
  ) {}

  /** @returns the parts that do not work. Logs when they change. */
  async failingParts(): Promise<readonly (Part | 'shutdown')[]> {
    if (this.#isShuttingDown) return ['shutdown'];
    const reasons = await Promise.all([
      this.#database(),
      this.#reused('storage', () => this.blobs.check()),
      this.#reused('keys', () => this.keys.check()),
    ]);
    const failing = PARTS.filter((_, index) => reasons[index] !== undefined);
    this.#logChange(failing.map((part) => `${part} ${reasons[PARTS.indexOf(part)] ?? ''}`).join(', '));
    return failing;
  }

  /** From now on the process is not ready, so that the proxy sends no further requests. */
  shutDown(): void {
    this.#isShuttingDown = true;
  }

  #reused(part: Part, check: () => Promise<unknown>): Promise<string | undefined> {
    const now = this.clock.now().getTime();
    let cached = this.#cachedChecks.get(part);
    if (!cached || Math.abs(now - cached.at) >= REUSE_MS) {
      cached = { at: now, result: failureOf(check) };
      this.#cachedChecks.set(part, cached);
    }
    return cached.result;
  }

  #logChange(failing: string): void {
    if (failing === this.#failing) return;
    if (failing === '') this.#logger.warn('ready again');
    else this.#logger.error(`not ready: ${failing}`);
    this.#failing = failing;
  }
}

/** @returns the code of the error; undefined if the check succeeds in time. */
async function failureOf(check: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await withinTimeout(check);
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}
