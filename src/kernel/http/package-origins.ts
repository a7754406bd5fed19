import type { RequestHandler } from 'express';
import type { AppConfig } from '../config/config.js';

const METHODS = 'GET, POST, PUT, PATCH';
const HEADERS = 'content-type, authorization';
/** Two hours, the maximum in Chromium. */
const MAX_AGE_SECONDS = '7200';

/**
 * CORS for the packaged app, which has its own origin (decision 29): allows exactly the configured origins, without
 * cookies.
 */
export function allowPackages({ appOrigins }: AppConfig): RequestHandler {
  return (request, response, next) => {
    if (appOrigins.length > 0) response.vary('Origin');
    const { origin } = request.headers;
    if (origin === undefined || !appOrigins.includes(origin)) {
      next();
      return;
    }
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    // Overrides helmet's same-origin policy.
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response.setHeader('Access-Control-Allow-Methods', METHODS);
    response.setHeader('Access-Control-Allow-Headers', HEADERS);
    response.setHeader('Access-Control-Max-Age', MAX_AGE_SECONDS);
    response.status(204).end();
  };
}
