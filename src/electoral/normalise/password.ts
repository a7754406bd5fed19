/**
 * A password as it is hashed and compared: keyboards encode the same characters in several ways. NFKC is what NIST
 * SP 800-63B recommends, and what the keys of the devices have always used.
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}
