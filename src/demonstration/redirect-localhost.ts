import type { RequestHandler } from 'express';
import type { AppConfig } from '../kernel/config/config.js';

/**
 * Redirects `localhost` to the public URL that cookies and OAuth redirects need. Health checks are answered on any
 * host.
 */
export function redirectLocalhost({ publicUrl }: AppConfig): RequestHandler {
  const target = new URL(publicUrl);
  return (request, response, next) => {
    const elsewhere = request.hostname === 'localhost' && target.hostname !== 'localhost';
    if (elsewhere && request.method === 'GET' && !request.path.startsWith('/health')) {
      response.redirect(307, `${publicUrl}${request.originalUrl}`);
      return;
    }
    next();
  };
}
