import type { CredentialFields, CredentialTypeKey } from '../../../src/contexts/verification/wire/identifiers/index.js';

/** An image in memory; it reaches storage only sealed. */
export interface Picture {
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** One support while it is being captured. Lives in memory alone: whatever ends it leaves nothing (§8.8). */
export interface Capture {
  readonly consentedAt?: string;
  readonly credentialType?: CredentialTypeKey;
  readonly anverso?: Picture;
  readonly reverso?: Picture;
  readonly isOriginal: boolean;
  readonly fieldsRead: CredentialFields;
  readonly fieldsTyped: CredentialFields;
  readonly photo?: Picture;
  readonly signature?: Picture;
  readonly citizenEmail?: string;
}

export const NEW_CAPTURE: Capture = { isOriginal: false, fieldsRead: {}, fieldsTyped: {} };
