import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SignInRecords, type ProviderName, type SignInFlow } from '../../contexts/accounts/index.js';
import { AppConfig } from '../../kernel/config/config.js';
import { randomToken } from '../../kernel/crypto/random.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { clientNetwork } from '../../kernel/http/client-network.js';
import { RateLimits } from '../../kernel/http/rate-limits.js';

/** Maximum per network: every start inserts a row, but a mobile network puts many phones behind one address. */
const STARTS_PER_MINUTE = 300;
const COOKIE = 'apoyo_entrada';

/** PKCE with S256: 32 bytes, base64url. */
const appQuery = z.object({
  challenge: z.string().regex(/^[\w-]{43}$/),
  state: z.string().min(8).max(200),
  from: z.literal('package').optional(),
});

/** A request that has passed its guard, with the sign-in attempt that it starts or finishes. */
export interface AttemptRequest extends Request<{ provider: string }> {
  attempt: { readonly provider: ProviderName; readonly flow: SignInFlow; readonly state?: string };
}

@Injectable()
abstract class StartSignIn implements CanActivate {
  constructor(
    private readonly records: SignInRecords,
    protected readonly config: AppConfig,
    private readonly limits: RateLimits,
  ) {}

  protected abstract flow(query: object): SignInFlow;

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AttemptRequest>();
    const flow = this.flow(request.query);
    const provider = configuredProvider(request.params.provider, this.config);
    await this.limits.take('sign-in.start', clientNetwork(request), STARTS_PER_MINUTE);
    const browserToken = randomToken();
    const state = await this.records.start(provider, flow, browserToken);
    request.attempt = { provider, flow, state };
    context
      .switchToHttp()
      .getResponse<Response>()
      .cookie(COOKIE, browserToken, {
        httpOnly: true,
        sameSite: 'lax',
        secure: this.config.publicUrl.startsWith('https:'),
        path: '/sign-in',
        maxAge: 600_000,
      });
    return true;
  }
}

/** @throws DomainError SIGN_IN.REQUEST_INVALID, .PROVIDER_UNKNOWN */
@Injectable()
export class StartAppSignIn extends StartSignIn {
  protected override flow(query: object): SignInFlow {
    const parsed = appQuery.safeParse(query);
    if (!parsed.success) throw new DomainError('SIGN_IN.REQUEST_INVALID', { kind: 'invalid' });
    const { challenge, state, from } = parsed.data;
    const toPackagedApp = from === 'package';
    // Unless app origins are configured, no packaged app may receive a code.
    if (toPackagedApp && this.config.appOrigins.length === 0) {
      throw new DomainError('SIGN_IN.REQUEST_INVALID', { kind: 'invalid' });
    }
    return { flow: 'app', challenge, appState: state, toPackagedApp };
  }
}

/** @throws DomainError SIGN_IN.PROVIDER_UNKNOWN */
@Injectable()
export class StartPortalSignIn extends StartSignIn {
  protected override flow(): SignInFlow {
    return { flow: 'portal' };
  }
}

/**
 * Verifies the state before the provider is contacted.
 * @throws DomainError SIGN_IN.PROVIDER_UNKNOWN, .STATE_FOREIGN
 */
@Injectable()
export class FinishSignIn implements CanActivate {
  constructor(
    private readonly records: SignInRecords,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AttemptRequest>();
    const provider = configuredProvider(request.params.provider, this.config);
    const { state } = request.query;
    const browserToken = cookie(request, COOKIE);
    const flow =
      typeof state === 'string' && browserToken !== ''
        ? await this.records.finish(provider, state, browserToken)
        : undefined;
    if (!flow) throw new DomainError('SIGN_IN.STATE_FOREIGN', { kind: 'forbidden' });
    request.attempt = { provider, flow };
    context.switchToHttp().getResponse<Response>().clearCookie(COOKIE, { path: '/sign-in' });
    return true;
  }
}

function configuredProvider(name: string, config: AppConfig): ProviderName {
  if ((name === 'google' || name === 'facebook') && config[name]) return name;
  throw new DomainError('SIGN_IN.PROVIDER_UNKNOWN', { kind: 'not-found' });
}

function cookie(request: Request<{ provider: string }>, name: string): string {
  const found = (request.headers.cookie ?? '').split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}
