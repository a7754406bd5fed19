import type { INestApplicationContext } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { GetOfficialSession, type OfficialSession } from '../contexts/accounts/index.js';
import { systemActor } from '../kernel/access/actor.js';
import { Sessions } from '../kernel/http/sessions.js';
import type { Dispatcher } from '../kernel/messaging/dispatcher.js';

/** Who asks on behalf of somebody whose session is not yet known. */
export const adminShell = systemActor('back-office');

/** The one session of the back office, for everything beneath `/admin`. */
export function adminSession(app: INestApplicationContext): Promise<RequestHandler> {
  return app.get(Sessions).middleware({ name: 'apoyo_admin', path: '/admin', sameSite: 'strict', idleMinutes: 30 });
}

/** The official behind a request, asked anew each time; null without a session or when the account may not be used now. */
export function currentOfficial(dispatcher: Dispatcher, request: Request): Promise<OfficialSession | null> {
  const { accountId, secondFactorId } = request.session;
  if (accountId === undefined) return Promise.resolve(null);
  return dispatcher.ask(adminShell, new GetOfficialSession({ accountId, secondFactorId }));
}
