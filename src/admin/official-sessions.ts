import type { Request } from 'express';
import type { Actor } from '../kernel/access/actor.js';

/** The signed-in official, as the shell knows them. */
export interface OfficialSession {
  readonly actor: Actor;
  readonly displayName: string;
  readonly roleLabel: string;
  /** The page that comes before everything else; null: none. */
  readonly requiredPage: string | null;
}

/** Who is behind a request. The context that keeps the accounts provides it; `app.get(OfficialSessions, { strict: false })`. */
export abstract class OfficialSessions {
  /** Asked at every request. @returns null without a session or when the account may not be used now. */
  abstract current(request: Request): Promise<OfficialSession | null>;
}
