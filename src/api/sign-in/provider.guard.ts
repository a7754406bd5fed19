import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthGuard, type IAuthModuleOptions } from '@nestjs/passport';
import type { ProviderName, SignInIdentity } from '../../contexts/accounts/index.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import type { AttemptRequest } from './attempt.guards.js';
import type { Told } from './strategies.js';

/** A request that comes back from a provider. */
export interface AnsweredRequest extends AttemptRequest {
  told?: Told | false | null;
}

/**
 * Google and Facebook through passport; the server is the confidential client, the app never sees their tokens. Sends the browser there, and
 * then the handler does not run; or takes the answer, and never refuses: the handler tells a refusal to whoever began.
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
 * Facebook gives no e-mail to who did not share one: such an account comes without, and whoever lets it in asks for more.
 * @throws DomainError SIGN_IN.PROVIDER_REFUSED, .EMAIL_MISSING, .EMAIL_NOT_VERIFIED
 */
export function identify({ attempt: { provider }, told }: AnsweredRequest): SignInIdentity {
  if (!told) throw new DomainError('SIGN_IN.PROVIDER_REFUSED', { kind: 'unauthenticated' });
  if (told.email === undefined || told.email === '') {
    if (provider === 'facebook') return { provider, subject: told.subject };
    throw new DomainError('SIGN_IN.EMAIL_MISSING', { kind: 'forbidden' });
  }
  if (!told.verified) throw new DomainError('SIGN_IN.EMAIL_NOT_VERIFIED', { kind: 'forbidden' });
  return { provider, subject: told.subject, email: told.email.trim().toLowerCase() };
}

function passportGuard(provider: ProviderName, scope: string[]): CanActivate {
  class PassportGuard extends AuthGuard(provider) {
    override getAuthenticateOptions(context: ExecutionContext): IAuthModuleOptions {
      const { state } = context.switchToHttp().getRequest<AttemptRequest>().attempt;
      return { session: false, property: 'told', state, scope };
    }

    override handleRequest<T>(_error: unknown, told: T): T {
      return told;
    }
  }
  return new PassportGuard();
}
