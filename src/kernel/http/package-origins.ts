import type { RequestHandler } from 'express';
import type { AppConfig } from '../config/config.js';

const METHODS = 'GET, POST, PUT, PATCH';
const HEADERS = 'content-type, authorization';
/** How long a device may remember that it may ask: two hours, the most that Chromium takes. */
const MAX_AGE_SECONDS = '7200';

/**
 * Lets the packages of the app, which come from an origin of their own, read what the API answers (decision 29): exactly
 * the origins of the setting, none without it, and never with cookies.
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
    // The page of another origin may read it: that is what it is for.
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
