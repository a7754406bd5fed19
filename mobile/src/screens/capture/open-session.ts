import type { Lease } from '#electoral/wire';
import type { SeenCards } from '../../capture/seen-cards.js';
import type { Enrolment } from '../../storage/vault.js';

/** What the local password unlocked. Kept in memory only; dropped when the capture flow is left or locked. */
export interface OpenSession {
  readonly enrolment: Enrolment;
  readonly lease: Lease;
  readonly key: CryptoKey;
  /** The cards whose supports were stored since the password was entered. */
  readonly seen: SeenCards;
}
