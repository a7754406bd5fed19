import { jwkThumbprint } from './jwk-thumbprint.js';
import type { PublicJwk } from './signing.js';

/** Names shown to operators for the key pairs that devices and auditors trust, by key pair name. */
export const PAIR_LABELS: Readonly<Record<string, string>> = {
  'pair.intake': 'recepción',
  'pair.receipt': 'acuses',
  'pair.lease': 'arrendamientos',
  'pair.audit': 'sellos',
};

/** One key as every command shows it, with its thumbprint (RFC 7638), so that two lists can be compared. */
export function keyLine(label: string, key: PublicJwk, note: string): string {
  return `${label}: ${key.kid ?? ''}  ${jwkThumbprint(key)}  ${note}`;
}
