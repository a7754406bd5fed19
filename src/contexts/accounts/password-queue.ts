import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors/domain-error.js';

/** Argon2id takes a core and 32 MiB for each password. */
const CONCURRENCY = 2;
/** About two seconds of work, for known browsers and for all others. */
const MAX_WAITING = 40;
const MAX_WAITING_PER_NETWORK = 20;

export interface Visitor {
  /** From `clientNetwork`. */
  readonly network: string;
  /** Whether the browser has signed in to the account before. */
  readonly known: boolean;
}

interface WaitingSignIn {
  readonly network: string;
  readonly start: () => void;
}

/**
 * Runs two sign-ins at a time in this process and lets a bounded number wait; further ones are refused before they cost
 * a query. Known browsers wait in a separate queue, which has priority.
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
    const line = known ? this.#known : this.#others;
    const ofNetwork = line.filter((waiting) => waiting.network === network).length;
    if (line.length >= MAX_WAITING || (!known && ofNetwork >= MAX_WAITING_PER_NETWORK)) {
      throw new DomainError('ACCOUNTS.SIGN_IN_BUSY', { kind: 'unavailable', retryAfterSeconds: 5 });
    }
    return new Promise((start) => line.push({ network, start }));
  }
}
