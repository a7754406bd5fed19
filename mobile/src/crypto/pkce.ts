import { encodeBase64url, randomText } from './bytes.js';

/** Binds an authorization code to the client that requested it (RFC 7636, S256). */
export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
  readonly state: string;
}

export async function newPkce(): Promise<Pkce> {
  const verifier = randomText(32);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return { verifier, challenge: encodeBase64url(new Uint8Array(digest)), state: randomText(16) };
}
