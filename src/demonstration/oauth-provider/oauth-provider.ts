import { Router, json, urlencoded, type Request, type Response } from 'express';
import { z } from 'zod';
import { emailField, mailboxOf } from '#electoral/normalise';
import type { Clock } from '../../kernel/clock/clock.js';
import type { AppConfig, OAuthClient } from '../../kernel/config/config.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { randomToken } from '../../kernel/crypto/random.js';
import { chooserPage } from './chooser-page.js';
import type { OAuthPerson, ProviderName } from './oauth-person.js';

interface Grant {
  readonly person: OAuthPerson;
  readonly redirectUri: string;
  readonly expiresAt: number;
}

const CODE_VALIDITY_MS = 60_000;
const TOKEN_VALIDITY_MS = 600_000;

const authorization = z.object({
  response_type: z.literal('code'),
  client_id: z.string(),
  redirect_uri: z.url(),
  state: z.string().optional(),
});
const chosen = authorization.extend({ email: emailField });
const exchange = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
  redirect_uri: z.string(),
});

/**
 * A local OAuth 2.0 provider with the endpoints that passport-google-oauth20 and passport-facebook call.
 * Mount it at `/demo/oauth`; it serves `/google` and `/facebook` below that path.
 * @throws Error outside the demonstration.
 */
export function oauthProvider(config: AppConfig, clock: Clock, people: () => Promise<readonly OAuthPerson[]>): Router {
  if (config.mode !== 'demonstration') throw new Error('the local OAuth provider exists in the demonstration only');
  const router = Router();
  for (const provider of ['google', 'facebook'] as const) {
    const client = config[provider];
    if (client) router.use(`/${provider}`, providerRouter({ provider, client, config, clock, people }));
  }
  return router;
}

interface ProviderSettings {
  readonly provider: ProviderName;
  readonly client: OAuthClient;
  readonly config: AppConfig;
  readonly clock: Clock;
  readonly people: () => Promise<readonly OAuthPerson[]>;
}

function providerRouter({ provider, client, config, clock, people }: ProviderSettings): Router {
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, Grant>();
  const redirectUri = `${config.publicUrl}/sign-in/${provider}/callback`;
  const isOurs = (parsed: { client_id: string; redirect_uri: string }): boolean =>
    parsed.client_id === client.clientId && parsed.redirect_uri === redirectUri;
  const router = Router();

  router.get('/authorize', async (request, response) => {
    const parsed = authorization.safeParse(request.query);
    if (!parsed.success || !isOurs(parsed.data)) {
      refuse(response, 'invalid_request');
      return;
    }
    response.type('html').send(chooserPage(provider, await people(), request.query as Record<string, string>));
  });

  router.get('/choose', async (request, response) => {
    const parsed = chosen.safeParse(request.query);
    if (!parsed.success || !isOurs(parsed.data)) {
      refuse(response, 'invalid_request');
      return;
    }
    const { email } = parsed.data;
    const known = (await people()).find((person) => mailboxOf(person.email) === mailboxOf(email));
    const person = { name: email, ...known, email };
    const code = randomToken();
    codes.set(code, {
      person,
      redirectUri: parsed.data.redirect_uri,
      expiresAt: clock.now().getTime() + CODE_VALIDITY_MS,
    });
    redirectWith(response, redirectUri, { code, state: parsed.data.state });
  });

  router.get('/cancel', (request, response) => {
    const parsed = authorization.safeParse(request.query);
    if (!parsed.success || !isOurs(parsed.data)) {
      refuse(response, 'invalid_request');
      return;
    }
    redirectWith(response, redirectUri, { error: 'access_denied', state: parsed.data.state });
  });

  router.post('/token', urlencoded({ extended: false }), json(), (request, response) => {
    const parsed = exchange.safeParse(request.body);
    if (!parsed.success) {
      refuse(response, 'invalid_request');
      return;
    }
    if (parsed.data.client_id !== client.clientId || parsed.data.client_secret !== client.clientSecret) {
      refuse(response, 'invalid_client', 401);
      return;
    }
    const grant = take(codes, parsed.data.code, clock);
    if (grant?.redirectUri !== parsed.data.redirect_uri) {
      refuse(response, 'invalid_grant');
      return;
    }
    const token = randomToken();
    tokens.set(token, { ...grant, expiresAt: clock.now().getTime() + TOKEN_VALIDITY_MS });
    response.json({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_VALIDITY_MS / 1000 });
  });

  const profile = (request: Request, response: Response): void => {
    const grant = tokens.get(accessToken(request));
    if (!grant || grant.expiresAt < clock.now().getTime()) {
      refuse(response, 'invalid_token', 401);
      return;
    }
    response.json(provider === 'google' ? googleProfile(grant.person) : facebookProfile(grant.person));
  };
  router.get(provider === 'google' ? '/userinfo' : '/me', profile);
  return router;
}

/** Derived from the mailbox, so that an account keeps its id across restarts. */
export function subjectOf(provider: ProviderName, email: string): string {
  return BigInt(
    `0x${sha256(`${provider}:${mailboxOf(email)}`)
      .toString('hex')
      .slice(0, 16)}`,
  ).toString();
}

function googleProfile({ name, email, emailVerified = true }: OAuthPerson): object {
  return { sub: subjectOf('google', email), name, email, email_verified: emailVerified };
}

function facebookProfile({ name, email, emailShared = true }: OAuthPerson): object {
  return { id: subjectOf('facebook', email), name, ...(emailShared && { email }) };
}

function accessToken(request: Request): string {
  const query = request.query['access_token'];
  return typeof query === 'string' ? query : (request.get('authorization') ?? '').replace(/^Bearer /, '');
}

/** Single use: deletes the grant even if it has expired. */
function take(grants: Map<string, Grant>, key: string, clock: Clock): Grant | undefined {
  const grant = grants.get(key);
  grants.delete(key);
  return grant && grant.expiresAt >= clock.now().getTime() ? grant : undefined;
}

function redirectWith(response: Response, uri: string, values: Readonly<Record<string, string | undefined>>): void {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  response.redirect(303, url.href);
}

function refuse(response: Response, error: string, status = 400): void {
  response.status(status).json({ error });
}
