import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors/domain-error.js';

/** Argon2id takes a core and 32 MiB for each password. */
const CONCURRENCY = 2;
/** About two seconds of work, for known browsers and for all others. */
const MAX_WAITING = 40;
const MAX_WAITING_PER_NETWORK = 20;
const MAX_WAITING_PER_ACCOUNT = 2;

export interface Visitor {
  /** From `clientNetwork`. */
  readonly network: string;
  /** The account that signed in before in this browser, or the e-mailed link that it opened; undefined if neither. */
  readonly known: string | undefined;
}

interface WaitingSignIn {
  /** The network, or what is known. */
  readonly visitor: string;
  readonly start: () => void;
}

/**
 * Runs two sign-ins at a time in this process and lets a bounded number wait; further ones are refused before they cost
 * a query. Known browsers wait in a separate queue, which has priority. Neither a network nor an account can fill the
 * queues.
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
    const line = known === undefined ? this.#others : this.#known;
    const visitor = known ?? network;
    const own = line.filter((waiting) => waiting.visitor === visitor).length;
    const share = known === undefined ? MAX_WAITING_PER_NETWORK : MAX_WAITING_PER_ACCOUNT;
    if (line.length >= MAX_WAITING || own >= share) {
      throw new DomainError('ACCOUNTS.SIGN_IN_BUSY', { kind: 'unavailable', retryAfterSeconds: 5 });
    }
    return new Promise((start) => line.push({ visitor, start }));
  }
}
