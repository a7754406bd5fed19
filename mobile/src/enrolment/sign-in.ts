import { newPkce, type Pkce } from '../crypto/index.js';
import type { SignInTicket } from '../server/api.js';
import type { Services } from '../services.js';
import { signInBrowser } from './sign-in-browser.js';

const PENDING_KEY = 'entrada-pendiente';

/** Leaves for the provider; what comes back is taken only with the verifier kept here (decision 23). */
export async function startSignIn({ server }: Services, provider: 'google' | 'facebook'): Promise<void> {
  const pkce = await newPkce();
  sessionStorage.setItem(PENDING_KEY, JSON.stringify(pkce));
  const browser = signInBrowser();
  await browser.open(server.signInUrl(provider, pkce, browser.from));
}

/** @returns undefined when what came back was not asked for by this app. Good once. */
export async function finishSignIn({ server }: Services, query: URLSearchParams): Promise<SignInTicket | undefined> {
  const kept = sessionStorage.getItem(PENDING_KEY);
  sessionStorage.removeItem(PENDING_KEY);
  const [code, state] = [query.get('code'), query.get('state')];
  const pkce = kept === null ? undefined : (JSON.parse(kept) as Pkce);
  if (!pkce || code === null || state !== pkce.state) return undefined;
  return server.redeemCode(code, pkce.verifier);
}
