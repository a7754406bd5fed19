import type { Lease } from '#electoral/wire';
import type { Enrolment } from '../../storage/vault.js';

/** What the local password unlocked. Kept in memory only; dropped when the capture flow is left or locked. */
export interface OpenSession {
  readonly enrolment: Enrolment;
  readonly lease: Lease;
  readonly key: CryptoKey;
}
