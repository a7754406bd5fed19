import type { RequestHandler } from 'express';
import type { AppConfig } from '../kernel/config/config.js';

/** Who types `localhost` is led to the address that cookies and redirects are made for; a probe is answered where it asks. */
export function redirectLocalhost({ publicUrl }: AppConfig): RequestHandler {
  const ours = new URL(publicUrl);
  return (request, response, next) => {
    const elsewhere = request.hostname === 'localhost' && ours.hostname !== 'localhost';
    if (elsewhere && request.method === 'GET' && !request.path.startsWith('/health')) {
      response.redirect(307, `${publicUrl}${request.originalUrl}`);
      return;
    }
    next();
  };
}
