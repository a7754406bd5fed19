import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import passport from 'passport';
import { Strategy as FacebookStrategy } from 'passport-facebook';
import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import type { ProviderName, SignInIdentity } from '../../contexts/auxiliaries/index.js';
import { AppConfig } from '../../kernel/config/config.js';
import { DomainError } from '../../kernel/errors/domain-error.js';

/** What a provider told of an account, before we decide whether that is enough. */
interface Told {
  readonly subject: string;
  readonly email: string | undefined;
  readonly verified: boolean;
}

const SCOPE: Readonly<Record<ProviderName, string[]>> = { google: ['openid', 'email'], facebook: ['email'] };

/** Google and Facebook through passport; the server is the confidential client, the app never sees their tokens. */
@Injectable()
export class Providers {
  readonly #passport = new passport.Passport();
  readonly #names = new Set<string>();

  constructor(config: AppConfig) {
    const { google, facebook, publicUrl } = config;
    if (google) {
      const at = (path: string): string | undefined => google.baseUrl && `${google.baseUrl}/${path}`;
      this.#use(
        'google',
        new GoogleStrategy(
          {
            clientID: google.clientId,
            clientSecret: google.clientSecret,
            callbackURL: `${publicUrl}/sign-in/google/callback`,
            authorizationURL: at('authorize'),
            tokenURL: at('token'),
            userProfileURL: at('userinfo'),
          },
          (_access, _refresh, profile, done) => {
            const { email, email_verified: verified } = profile._json;
            // Google has answered it as a boolean and as text.
            done(null, { subject: profile.id, email, verified: String(verified) === 'true' } satisfies Told);
          },
        ),
      );
    }
    if (facebook) {
      const at = (path: string): string | undefined => facebook.baseUrl && `${facebook.baseUrl}/${path}`;
      this.#use(
        'facebook',
        new FacebookStrategy(
          {
            clientID: facebook.clientId,
            clientSecret: facebook.clientSecret,
            callbackURL: `${publicUrl}/sign-in/facebook/callback`,
            authorizationURL: at('authorize'),
            tokenURL: at('token'),
            profileURL: at('me'),
            profileFields: ['id', 'emails', 'name'],
          },
          (_access, _refresh, profile, done) => {
            // Facebook gives an e-mail only after it has confirmed it.
            done(null, { subject: profile.id, email: profile.emails?.[0]?.value, verified: true } satisfies Told);
          },
        ),
      );
    }
  }

  /** @throws DomainError SIGN_IN.PROVIDER_UNKNOWN when there is none of that name here. */
  named(name: string): ProviderName {
    if ((name === 'google' || name === 'facebook') && this.#names.has(name)) return name;
    throw new DomainError('SIGN_IN.PROVIDER_UNKNOWN', { kind: 'not-found' });
  }

  /** Sends the browser to the provider. */
  redirect(provider: ProviderName, state: string, request: Request, response: Response, next: NextFunction): void {
    const options = { session: false, state, scope: SCOPE[provider] };
    (this.#passport.authenticate(provider, options) as Middleware)(request, response, next);
  }

  /** @throws DomainError SIGN_IN.PROVIDER_REFUSED, .EMAIL_MISSING, .EMAIL_NOT_VERIFIED */
  async identify(provider: ProviderName, request: Request, response: Response): Promise<SignInIdentity> {
    const told = await new Promise<Told | undefined>((resolve) => {
      const answered = (_error: unknown, user?: Told | false | null): void => {
        resolve(user ? user : undefined);
      };
      const middleware = this.#passport.authenticate(provider, { session: false }, answered) as Middleware;
      middleware(request, response, () => {
        resolve(undefined);
      });
    });
    if (!told) throw new DomainError('SIGN_IN.PROVIDER_REFUSED', { kind: 'unauthenticated' });
    if (told.email === undefined || told.email === '')
      throw new DomainError('SIGN_IN.EMAIL_MISSING', { kind: 'forbidden' });
    if (!told.verified) throw new DomainError('SIGN_IN.EMAIL_NOT_VERIFIED', { kind: 'forbidden' });
    return { provider, subject: told.subject, email: told.email.trim().toLowerCase() };
  }

  #use(name: ProviderName, strategy: GoogleStrategy | FacebookStrategy): void {
    this.#passport.use(name, strategy);
    this.#names.add(name);
  }
}

type Middleware = (request: Request, response: Response, next: NextFunction) => void;
