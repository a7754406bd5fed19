import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors/domain-error.js';

/** Argon2id uses one core and 32 MiB for each password. */
const CONCURRENCY = 2;
/** About two seconds of work; the limit of each of the two queues. */
const MAX_WAITING = 40;
const MAX_WAITING_PER_NETWORK = 20;
const MAX_WAITING_PER_ACCOUNT = 2;

export interface Visitor {
  /** Network of the client, from `clientNetwork`. */
  readonly network: string;
  /**
   * The account that has signed in before in this browser, or the e-mailed link that it opened; undefined if neither.
   */
  readonly known: string | undefined;
}

interface WaitingSignIn {
  /** {@link Visitor.known}, or the network if that is undefined. */
  readonly visitor: string;
  readonly start: () => void;
}

/**
 * Runs two sign-ins at a time in this process and lets a bounded number wait; further ones are refused before they cost
 * a query. Known browsers wait in a separate queue, which has priority. No single network or account can fill a queue.
 */
@Injectable()
export class PasswordQueue {
  readonly #known: WaitingSignIn[] = [];
  readonly #others: WaitingSignIn[] = [];
  #running = 0;

  /** @throws DomainError ACCOUNTS.SIGN_IN_BUSY */
  async run<Result>(visitor: Visitor, work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= CONCURRENCY) await this.#wait(visitor);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#known.shift() ?? this.#others.shift();
      if (next) next.start();
      else this.#running -= 1;
    }
  }

  #wait({ network, known }: Visitor): Promise<void> {
    const queue = known === undefined ? this.#others : this.#known;
    const visitor = known ?? network;
    const own = queue.filter((waiting) => waiting.visitor === visitor).length;
    const share = known === undefined ? MAX_WAITING_PER_NETWORK : MAX_WAITING_PER_ACCOUNT;
    if (queue.length >= MAX_WAITING || own >= share) {
      throw new DomainError('ACCOUNTS.SIGN_IN_BUSY', { kind: 'unavailable', retryAfterSeconds: 5 });
    }
    return new Promise((start) => queue.push({ visitor, start }));
  }
}
