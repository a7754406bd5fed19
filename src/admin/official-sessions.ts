import type { Request } from 'express';
import type { Actor } from '../kernel/access/actor.js';

/** The signed-in official and what the frame shows of them. */
export interface OfficialSession {
  readonly actor: Actor;
  /** The name with which they sign in. */
  readonly account: string;
  readonly displayName: string;
  readonly roleLabel: string;
  /** The page the official must complete first; null if none. */
  readonly requiredPage: string | null;
}

/**
 * Resolves the official of a request. The accounts context provides it: `app.get(OfficialSessions, { strict: false })`.
 */
export abstract class OfficialSessions {
  /** Called on every request. Returns null without a session, or if the account is not active. */
  abstract current(request: Request): Promise<OfficialSession | null>;
}
