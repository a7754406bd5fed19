import type { CredentialFields } from '../wire/identifiers/index.js';

/** The one encrypted value of a support: what was read, what was typed, where to write. */
export interface PersonalData {
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
  readonly email?: string;
}

/** Row and column the value is bound to: moved to another row it does not open. */
export const personalContext = (supportId: string): string => `verification.support.personal:${supportId}`;
