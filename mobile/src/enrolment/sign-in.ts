import { newPkce, type Pkce } from '../crypto/index.js';
import type { SignInTicket } from '../server/api.js';
import type { Services } from '../services.js';
import { signInBrowser } from './sign-in-browser.js';

const PENDING_KEY = 'entrada-pendiente';
const TICKET_KEY = 'entrada';

/**
 * Opens the provider's page, which replaces the app, unless the server cannot be reached. The returned code can be
 * redeemed only with the verifier stored here (decision 23).
 * @throws the errors of `Server.maintenance`
 */
export async function startSignIn({ server }: Services, provider: 'google' | 'facebook'): Promise<void> {
  await server.maintenance();
  const pkce = await newPkce();
  sessionStorage.setItem(PENDING_KEY, JSON.stringify(pkce));
  const browser = signInBrowser();
  await browser.open(server.signInUrl(provider, pkce, browser.from));
}

/**
 * Redeems the code, once.
 * @returns undefined if this app did not request it.
 */
export async function finishSignIn({ server }: Services, query: URLSearchParams): Promise<SignInTicket | undefined> {
  const stored = sessionStorage.getItem(PENDING_KEY);
  sessionStorage.removeItem(PENDING_KEY);
  const [code, state] = [query.get('code'), query.get('state')];
  const pkce = stored === null ? undefined : (JSON.parse(stored) as Pkce);
  if (!pkce || code === null || state !== pkce.state) return undefined;
  const ticket = await server.redeemCode(code, pkce.verifier);
  sessionStorage.setItem(TICKET_KEY, JSON.stringify(ticket));
  return ticket;
}

/** The sign-in of this session, so that an interrupted registration need not repeat it; the server may refuse it. */
export function keptTicket(): SignInTicket | undefined {
  const stored = sessionStorage.getItem(TICKET_KEY);
  return stored === null ? undefined : (JSON.parse(stored) as SignInTicket);
}

export function forgetTicket(): void {
  sessionStorage.removeItem(TICKET_KEY);
}
