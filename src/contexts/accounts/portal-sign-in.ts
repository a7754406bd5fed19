import type { Request, Response } from 'express';
import type { DomainError } from '../../kernel/errors/domain-error.js';
import type { SignInIdentity } from './sign-in-tickets.js';

/** An identity for which the provider returned an e-mail address. */
export type IdentityWithEmail = SignInIdentity & { readonly email: string };

/** Port that the portal implements to sign in a person identified by Google or Facebook. */
export abstract class PortalSignIn {
  /** Sends the response: opens a session, or shows that no one is registered with this account. */
  abstract completeSignIn(request: Request, response: Response, identity: IdentityWithEmail): Promise<void>;

  /** Sends the response to a sign-in that failed. */
  abstract refuse(response: Response, error: DomainError): void;
}
