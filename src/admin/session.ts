import type { INestApplicationContext } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { systemActor } from '../kernel/access/actor.js';
import { Sessions } from '../kernel/http/sessions.js';

/** Who asks on behalf of somebody whose session is not yet known. */
export const adminShell = systemActor('back-office');

/** The one session of the back office, for everything beneath `/admin`. */
export function adminSession(app: INestApplicationContext): Promise<RequestHandler> {
  return app.get(Sessions).middleware({ name: 'apoyo_admin', path: '/admin', sameSite: 'strict', idleMinutes: 30 });
}
