import type { RequestHandler } from 'express';
import type { AppConfig } from '../config/config.js';
import { DomainError } from '../errors/domain-error.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** CSRF protection: rejects state-changing requests from other origins. */
export function requireSameOrigin(config: AppConfig): RequestHandler {
  const ownOrigin = new URL(config.publicUrl).origin;
  return (request, _response, next) => {
    const from = request.headers.origin;
    if (
      SAFE.has(request.method) ||
      (from === undefined ? isSameSite(request.headers['sec-fetch-site']) : from === ownOrigin)
    ) {
      next();
      return;
    }
    next(new DomainError('ACCESS.FOREIGN_ORIGIN', { kind: 'forbidden' }));
  };
}

function isSameSite(fetchSite: string | string[] | undefined): boolean {
  return fetchSite === 'same-origin';
}
