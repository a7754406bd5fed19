import type { SealedData } from '#electoral/wire';
import type { CredentialFields } from '#electoral/identifiers';

/** The one encrypted value of a support: what was read, what was typed, where to write, with whose help. */
export interface PersonalData {
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
  readonly email?: string;
  /** Why a person needed help says something of their health. */
  readonly assisted?: SealedData['assisted'];
}

/** Row and column the value is bound to: moved to another row it does not open. */
export const personalContext = (supportId: string): string => `verification.support.personal:${supportId}`;
