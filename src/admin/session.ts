import type { INestApplicationContext } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { shellActor } from '../kernel/access/actor.js';
import { Sessions } from '../kernel/http/sessions.js';

/** Actor of queries that run before the session is known. */
export const adminShellActor = shellActor('back-office');

/** The session middleware for every path under `/admin`. */
export function adminSession(app: INestApplicationContext): Promise<RequestHandler> {
  return app
    .get(Sessions)
    .middleware({ name: 'apoyo_admin', path: '/admin', sameSite: 'strict', idleMinutes: 30, maxHours: 12 });
}
