import type { Request, Response } from 'express';
import type { SignInIdentity } from './sign-in-tickets.js';

/** An account whose e-mail the provider gave. */
export type IdentityWithEmail = SignInIdentity & { readonly email: string };

/** What the portal does with somebody whom Google or Facebook has identified; the portal provides it. */
export abstract class PortalSignIn {
  /** Answers the request: opens a session, or says that nobody is registered under this account. */
  abstract completeSignIn(request: Request, response: Response, identity: IdentityWithEmail): Promise<void>;
}
