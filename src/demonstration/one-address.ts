import type { RequestHandler } from 'express';
import type { AppConfig } from '../kernel/config/config.js';

/** Who types `localhost` is led to the address that cookies and redirects are made for. */
export function oneAddress({ publicUrl }: AppConfig): RequestHandler {
  const ours = new URL(publicUrl);
  return (request, response, next) => {
    if (request.hostname === 'localhost' && ours.hostname !== 'localhost' && request.method === 'GET') {
      response.redirect(307, `${publicUrl}${request.originalUrl}`);
      return;
    }
    next();
  };
}
