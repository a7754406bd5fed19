import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { OfficialSessions, type OfficialSession as ShellSession } from '../../../admin/official-sessions.js';
import { adminShellActor } from '../../../admin/session.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { REQUIRED_ACTION_PAGES, GetOfficialSession, type OfficialSession } from '../queries/get-official-session.js';

/** The official who sent a request; null without a session or if the account cannot be used now. */
export function currentOfficial(dispatcher: Dispatcher, request: Request): Promise<OfficialSession | null> {
  const { accountId, secondFactorId } = request.session;
  if (accountId === undefined) return Promise.resolve(null);
  return dispatcher.ask(adminShellActor, new GetOfficialSession({ accountId, secondFactorId }));
}

@Injectable()
export class AccountSessions extends OfficialSessions {
  constructor(private readonly dispatcher: Dispatcher) {
    super();
  }

  async current(request: Request): Promise<ShellSession | null> {
    const official = await currentOfficial(this.dispatcher, request);
    if (!official) return null;
    const { actor, account, displayName, roleLabel, requiredAction } = official;
    return {
      actor,
      account,
      displayName,
      roleLabel,
      requiredPage: requiredAction && REQUIRED_ACTION_PAGES[requiredAction],
    };
  }
}
