/** Members of a JWK that only a private or secret key has (RFC 7518). */
export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const PRIVATE_MEMBER = new RegExp(`"(?:${PRIVATE_MEMBERS.join('|')})"\\s*:`);

/** Whether a text holds a private key, complete or not, as JWK or PEM. The browser then refuses to send it. */
export function containsPrivateKey(text: string): boolean {
  return /PRIVATE KEY/i.test(text) || PRIVATE_MEMBER.test(text);
}
