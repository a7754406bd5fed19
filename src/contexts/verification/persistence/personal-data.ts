import type { SealedData } from '../../intake/wire/index.js';
import type { CredentialFields } from '../wire/identifiers/index.js';

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
