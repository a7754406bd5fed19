import type { Request, Response } from 'express';
import { rateLimit, type RateLimitRequestHandler } from 'express-rate-limit';
import { DomainError } from '../errors/domain-error.js';

/** Limits requests per minute and IP address, counted per process. */
export class RateLimit {
  readonly #handler: RateLimitRequestHandler;

  constructor({ perMinute }: { readonly perMinute: number }) {
    this.#handler = rateLimit({
      windowMs: 60_000,
      limit: perMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (_request, _response, next) => {
        next(new DomainError('KERNEL.TOO_MANY_REQUESTS', { kind: 'too-many' }));
      },
    });
  }

  /** @throws DomainError KERNEL.TOO_MANY_REQUESTS */
  async take(request: Request, response: Response): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      void this.#handler(request, response, (error?: unknown) => {
        if (error instanceof Error) reject(error);
        else resolve();
      });
    });
  }
}
