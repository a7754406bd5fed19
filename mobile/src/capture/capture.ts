import type { CredentialFields, CredentialTypeKey } from '../../../src/contexts/verification/wire/identifiers/index.js';

/** An image in memory; it reaches storage only sealed. */
export interface Picture {
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/**
 * How the reading of the card ended (§8.7). `succeeded`: something that identifies it was found; `failed`: nothing was,
 * and all of it was typed; `skipped`: the person confirmed what they typed before the reading had ended.
 */
export type ReadingOutcome = 'succeeded' | 'failed' | 'skipped';

/** `overridden`: the photograph was kept although the check of the face complained (§8.9); the desk sees it. */
export type FaceCheck = 'passed' | 'overridden';

/** One support while it is being captured. Lives in memory alone: whatever ends it leaves nothing (§8.8). */
export interface Capture {
  readonly consentedAt?: string;
  readonly credentialType?: CredentialTypeKey;
  readonly anverso?: Picture;
  readonly reverso?: Picture;
  readonly isOriginal: boolean;
  readonly fieldsRead: CredentialFields;
  readonly fieldsTyped: CredentialFields;
  /** Undefined until the fields are confirmed. */
  readonly readingOutcome?: ReadingOutcome;
  readonly photo?: Picture;
  /** Undefined when the check could not be had. */
  readonly faceCheck?: FaceCheck;
  readonly signature?: Picture;
  readonly citizenEmail?: string;
}

export const NEW_CAPTURE: Capture = { isOriginal: false, fieldsRead: {}, fieldsTyped: {} };
