/**
 * A password as it is hashed and compared: keyboards encode the same characters in several ways. NFKC is what NIST
 * SP 800-63B recommends, and what the app has always used for its local passwords.
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}
