import { DomainError } from '../errors/domain-error.js';

interface Limits {
  readonly concurrent: number;
  readonly waiting: number;
  /** Running and waiting work of one account. */
  readonly perAccount: number;
}

/** Codes of the errors. */
interface Refusals {
  readonly accountLimit: string;
  readonly processLimit: string;
}

const IMAGES: Refusals = { accountLimit: 'KERNEL.TOO_MANY_IMAGES', processLimit: 'KERNEL.IMAGES_BUSY' };
const RETRY_SECONDS = 2;

/**
 * Runs work on images or scans a few at a time, in order of arrival. Refuses work beyond the limits instead of letting
 * it wait, so that no account can fill the queue and the queue stays short.
 */
export class ImageQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #countByAccount = new Map<string, number>();

  constructor(
    private readonly limits: Limits,
    private readonly refusals = IMAGES,
  ) {}

  /** @throws DomainError with the code for the account or that for this process. */
  async run<Result>(accountId: string, work: () => Promise<Result>): Promise<Result> {
    const own = this.#countByAccount.get(accountId) ?? 0;
    if (own >= this.limits.perAccount) {
      throw new DomainError(this.refusals.accountLimit, { kind: 'too-many', retryAfterSeconds: RETRY_SECONDS });
    }
    if (this.#running >= this.limits.concurrent && this.#waiting.length >= this.limits.waiting) {
      throw new DomainError(this.refusals.processLimit, { kind: 'unavailable', retryAfterSeconds: RETRY_SECONDS });
    }
    this.#countByAccount.set(accountId, own + 1);
    try {
      return await this.#inTurn(work);
    } finally {
      const left = (this.#countByAccount.get(accountId) ?? 1) - 1;
      if (left > 0) this.#countByAccount.set(accountId, left);
      else this.#countByAccount.delete(accountId);
    }
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.limits.concurrent) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
