import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type ExecutionContext } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { PortalSignIn, SignInRecords, SignInTickets, type IdentityWithEmail } from '../../contexts/accounts/index.js';
import { RateLimits } from '../../kernel/http/rate-limits.js';
import { AppConfig } from '../../kernel/config/config.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import type { DomainError } from '../../kernel/errors/domain-error.js';
import { ProblemFilter } from '../../kernel/http/problem.filter.js';
import { oauthProvider, subjectOf } from '../../demonstration/oauth-provider/index.js';
import { StartAppSignIn } from './attempt.guards.js';
import { SignInModule } from './sign-in.module.js';
import { freePort } from '../../../test/support/free-port.js';

@Injectable()
class EchoingPortal extends PortalSignIn {
  override completeSignIn(_request: Request, response: Response, identity: IdentityWithEmail): Promise<void> {
    response.json(identity);
    return Promise.resolve();
  }

  override refuse(response: Response, error: DomainError): void {
    response.redirect(303, `/portal/entrar?motivo=${error.code}`);
  }
}

@Module({ providers: [{ provide: PortalSignIn, useClass: EchoingPortal }] })
class TestPortalModule {}

const verifier = 'v'.repeat(43);
const challenge = sha256(verifier).toString('base64url');

describe('sign-in with Google and Facebook', () => {
  let context: TestContext;
  let app: NestExpressApplication;
  let base: string;

  beforeAll(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${String(port)}`;
    context = await contextModule([SignInModule, TestPortalModule], {
      PORT: String(port),
      APP_ORIGINS: 'https://localhost',
      GOOGLE_CLIENT_ID: 'google-demo',
      GOOGLE_CLIENT_SECRET: 'google-secret',
      GOOGLE_BASE_URL: `${base}/demo/oauth/google`,
      FACEBOOK_CLIENT_ID: 'facebook-demo',
      FACEBOOK_CLIENT_SECRET: 'facebook-secret',
      FACEBOOK_BASE_URL: `${base}/demo/oauth/facebook`,
    });
    app = context.module.createNestApplication<NestExpressApplication>();
    app.useGlobalFilters(new ProblemFilter());
    const people = () =>
      Promise.resolve([
        { name: 'Ana <Pérez>', email: 'ana@correo.example' },
        { name: 'Sin Correo', email: 'oculta@correo.example', emailShared: false },
        { name: 'Sin Confirmar', email: 'dudosa@correo.example', emailVerified: false },
      ]);
    app.use('/demo/oauth', oauthProvider(context.config, context.clock, people));
    await app.listen(port, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await context.close();
  });

  const get = (url: string, cookie = ''): ReturnType<typeof fetch> =>
    fetch(new URL(url, base), { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
  const location = (answer: Awaited<ReturnType<typeof fetch>>): URL =>
    new URL(answer.headers.get('location') ?? '', base);
  const post = (path: string, body: object) =>
    fetch(new URL(path, base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** Acts as the browser up to the redirect from the provider. */
  async function chosen(start: string, email: string): Promise<{ callback: URL; cookie: string }> {
    const first = await get(start);
    expect(first.status).toBe(302);
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const chooser = location(first);
    expect((await get(chooser.href)).status).toBe(200);
    const choose = new URL(chooser);
    choose.pathname = choose.pathname.replace(/authorize$/, 'choose');
    choose.searchParams.set('email', email);
    return { callback: location(await get(choose.href)), cookie };
  }
  const appStart = (provider: string) => `/sign-in/app/${provider}?challenge=${challenge}&state=app-state-1`;

  async function codeFor(provider: string, email: string): Promise<URL> {
    const { callback, cookie } = await chosen(appStart(provider), email);
    return location(await get(callback.href, cookie));
  }

  for (const provider of ['google', 'facebook']) {
    it(`issues a ticket to the app for its code and verifier after a sign-in with ${provider} (§7.3, decision 23)`, async () => {
      const back = await codeFor(provider, 'ana@correo.example');
      expect(back.pathname).toBe('/app/registro');
      expect(back.searchParams.get('state')).toBe('app-state-1');
      const answer = await post('/api/v1/sign-in/token', { code: back.searchParams.get('code'), verifier });
      expect(answer.status).toBe(200);
      const body = (await answer.json()) as { ticket: string; email: string; provider: string };
      expect(body).toMatchObject({ email: 'ana@correo.example', provider });
      const identity = await context.module.get(SignInTickets, { strict: false }).verify(`Bearer ${body.ticket}`);
      expect(identity.subject).toMatch(/^\d+$/);
    });
  }

  it('redirects a packaged app to its own URL scheme, unless no packaged app is allowed (§7.3, decision 23)', async () => {
    const { callback, cookie } = await chosen(`${appStart('google')}&from=package`, 'ana@correo.example');
    const back = location(await get(callback.href, cookie));
    expect(back.href).toMatch(/^mx\.ine\.apoyociudadano:\/\/registro\?code=[\w-]+&state=app-state-1$/);
    const answer = await post('/api/v1/sign-in/token', { code: back.searchParams.get('code'), verifier });
    expect(answer.status).toBe(200);
    expect((await get(`${appStart('google')}&from=https://evil.example`)).status).toBe(422);

    const request = { query: { challenge, state: 'app-state-1', from: 'package' }, params: { provider: 'google' } };
    const { config, module } = context;
    const closedConfig = new AppConfig({ ...config, appOrigins: [] });
    const closed = new StartAppSignIn(module.get(SignInRecords), closedConfig, module.get(RateLimits));
    const http = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
    await expect(closed.canActivate(http)).rejects.toThrow('SIGN_IN.REQUEST_INVALID');
  });

  it('rejects a code with a wrong verifier, and then also with the right one (decision 23)', async () => {
    const code = (await codeFor('google', 'ana@correo.example')).searchParams.get('code');
    expect((await post('/api/v1/sign-in/token', { code, verifier: 'w'.repeat(43) })).status).toBe(401);
    expect((await post('/api/v1/sign-in/token', { code, verifier })).status).toBe(401);
  });

  it('rejects a code after two minutes (decision 23)', async () => {
    const code = (await codeFor('google', 'ana@correo.example')).searchParams.get('code');
    context.clock.advance(121_000);
    expect((await post('/api/v1/sign-in/token', { code, verifier })).status).toBe(401);
  });

  it('passes the identity to the portal (§5.D)', async () => {
    const { callback, cookie } = await chosen('/sign-in/portal/google', 'ana@correo.example');
    const answer = await get(callback.href, cookie);
    expect(await answer.json()).toMatchObject({ provider: 'google', email: 'ana@correo.example' });
  });

  it('rejects the state of another browser or provider, and a forged or already used state (decision 23)', async () => {
    const mine = await chosen(appStart('google'), 'ana@correo.example');
    const foreign = await chosen(appStart('google'), 'ana@correo.example');
    const refused = async (url: string, cookie: string) => {
      const answer = await get(url, cookie);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'SIGN_IN.STATE_FOREIGN' });
    };
    await refused(foreign.callback.href, mine.cookie);
    await refused(mine.callback.href, '');
    await refused(mine.callback.href.replace(/state=.{4}/, 'state=AAAA'), mine.cookie);
    await refused(mine.callback.href.replace('/google/', '/facebook/'), mine.cookie);
    expect((await get(mine.callback.href, mine.cookie)).status).toBe(303);
    await refused(mine.callback.href, mine.cookie);
  });

  it('rejects a state older than ten minutes (decision 23)', async () => {
    const { callback, cookie } = await chosen(appStart('google'), 'ana@correo.example');
    context.clock.advance(601_000);
    expect((await get(callback.href, cookie)).status).toBe(403);
  });

  it('accepts a Facebook account without e-mail in the app, which confirms it later, but not in the portal (decision 23)', async () => {
    const code = (await codeFor('facebook', 'oculta@correo.example')).searchParams.get('code');
    const body = (await (await post('/api/v1/sign-in/token', { code, verifier })).json()) as Record<string, string>;
    expect(body).not.toHaveProperty('email');
    const identity = await context.module
      .get(SignInTickets, { strict: false })
      .verify(`Bearer ${body['ticket'] ?? ''}`);
    expect(identity).toEqual({ provider: 'facebook', subject: subjectOf('facebook', 'oculta@correo.example') });
    const { callback, cookie } = await chosen('/sign-in/portal/facebook', 'oculta@correo.example');
    const back = location(await get(callback.href, cookie));
    expect([back.pathname, back.search]).toEqual(['/portal/entrar', '?motivo=SIGN_IN.EMAIL_MISSING']);
  });

  it('rejects a Google account whose e-mail is not verified (decision 23)', async () => {
    const back = await codeFor('google', 'dudosa@correo.example');
    expect(back.searchParams.get('error')).toBe('SIGN_IN.EMAIL_NOT_VERIFIED');
    expect(back.searchParams.has('code')).toBe(false);
  });

  it('reports to the app that the person cancelled, the provider refused, or its code is invalid (decision 23)', async () => {
    for (const [answer, error] of [
      ['error=access_denied', 'SIGN_IN.CANCELLED'],
      ['error=server_error', 'SIGN_IN.PROVIDER_REFUSED'],
      ['code=forged', 'SIGN_IN.PROVIDER_REFUSED'],
    ]) {
      const { callback, cookie } = await chosen(appStart('google'), 'ana@correo.example');
      const state = callback.searchParams.get('state') ?? '';
      callback.search = `${answer}&state=${encodeURIComponent(state)}`;
      const back = location(await get(callback.href, cookie));
      expect(back.pathname).toBe('/app/registro');
      expect(Object.fromEntries(back.searchParams)).toEqual({
        error,
        state: 'app-state-1',
      });
    }
    expect((await get(`${appStart('google')}&error=access_denied`)).status).toBe(401);
  });

  it('accepts only its own exact redirect URI (decision 23)', async () => {
    const chooser = location(await get(appStart('google')));
    chooser.searchParams.set('redirect_uri', `${base}/sign-in/google/callback/../../elsewhere`);
    expect((await get(chooser.href)).status).toBe(400);
  });

  it('escapes names on the account page, and rejects an unknown provider and a start without PKCE', async () => {
    const page = await (await get(location(await get(appStart('google'))).href)).text();
    expect(page).not.toContain('<Pérez>');
    expect((await get('/sign-in/app/otro?challenge=x&state=y')).status).toBe(422);
    expect((await get(appStart('otro'))).status).toBe(404);
  });
});
