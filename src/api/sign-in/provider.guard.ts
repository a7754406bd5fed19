import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthGuard, type IAuthModuleOptions } from '@nestjs/passport';
import type { ProviderName, SignInIdentity } from '../../contexts/accounts/index.js';
import { normaliseEmail } from '#electoral/normalise';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { AttemptRequest } from './attempt.guards.js';
import type { ProviderProfile } from './strategies.js';

/** Callback request from a provider. */
export interface CallbackRequest extends AttemptRequest {
  profile?: ProviderProfile | false | null;
}

/**
 * Google and Facebook through passport. The server is the confidential client; the app never sees the tokens. At the
 * start the guard redirects the browser to the provider, so the handler does not run. At the callback it never rejects;
 * the handler reports a failure to the client that started the sign-in.
 */
@Injectable()
export class ProviderGuard implements CanActivate {
  readonly #guards: Readonly<Record<ProviderName, CanActivate>> = {
    google: passportGuard('google', ['openid', 'email']),
    facebook: passportGuard('facebook', ['email']),
  };

  canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    return this.#guards[context.switchToHttp().getRequest<AttemptRequest>().attempt.provider].canActivate(context);
  }
}

/**
 * Converts a provider profile to an identity. Facebook users may withhold their e-mail; the caller must then require a
 * different proof of identity.
 * @throws DomainError SIGN_IN.CANCELLED if the person cancelled it at the provider; .PROVIDER_REFUSED, .EMAIL_MISSING,
 * .EMAIL_NOT_VERIFIED
 */
export function identify({ attempt: { provider }, profile, query }: CallbackRequest): SignInIdentity {
  if (!profile) {
    const code = query['error'] === 'access_denied' ? 'SIGN_IN.CANCELLED' : 'SIGN_IN.PROVIDER_REFUSED';
    throw new DomainError(code, { kind: 'unauthenticated' });
  }
  if (profile.email === undefined || profile.email === '') {
    if (provider === 'facebook') return { provider, subject: profile.subject };
    throw new DomainError('SIGN_IN.EMAIL_MISSING', { kind: 'forbidden' });
  }
  if (!profile.verified) throw new DomainError('SIGN_IN.EMAIL_NOT_VERIFIED', { kind: 'forbidden' });
  return { provider, subject: profile.subject, email: normaliseEmail(profile.email) };
}

function passportGuard(provider: ProviderName, scope: string[]): CanActivate {
  class PassportGuard extends AuthGuard(provider) {
    override getAuthenticateOptions(context: ExecutionContext): IAuthModuleOptions {
      const { state } = context.switchToHttp().getRequest<AttemptRequest>().attempt;
      return { session: false, property: 'profile', state, scope };
    }

    override handleRequest<T>(_error: unknown, profile: T): T {
      return profile;
    }
  }
  return new PassportGuard();
}
