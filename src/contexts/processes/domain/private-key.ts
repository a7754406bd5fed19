/** Members of a JWK that only a private or secret key has (RFC 7518). */
export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const PRIVATE_MEMBER = new RegExp(`"(?:${PRIVATE_MEMBERS.join('|')})"\\s*:`);

/** Whether a text holds a private key, as JWK or PEM, complete or not; so that the browser can keep it from being sent. */
export function holdsPrivateKey(text: string): boolean {
  return /PRIVATE KEY/i.test(text) || PRIVATE_MEMBER.test(text);
}
