import type { AssistedMark, FaceCheck, ReadingOutcome } from '#electoral/wire';
import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';

export type { FaceCheck, ReadingOutcome };

/** An image in memory; it reaches storage only sealed. */
export interface Picture {
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** Capture with help, for who cannot sign, see or hold still (decision 31). */
export interface Assistance {
  readonly reason: string;
  readonly witness: string;
  readonly mark: AssistedMark;
  readonly witnessSignature: Picture;
}

/** What is asked before the mark and the witness's signature are drawn. */
export type AssistanceFacts = Omit<Assistance, 'witnessSignature'>;

export function isComplete(facts: Partial<AssistanceFacts> | undefined): facts is AssistanceFacts {
  return facts?.reason !== undefined && facts.mark !== undefined && facts.witness !== undefined;
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
  /** Undefined until the fields are confirmed. */
  readonly readingOutcome?: ReadingOutcome;
  readonly photo?: Picture;
  /** Undefined when the check could not be had. */
  readonly faceCheck?: FaceCheck;
  /** Their own, or their mark; undefined also where they could make none. */
  readonly signature?: Picture;
  readonly assisted?: Assistance;
  readonly citizenEmail?: string;
}

export const NEW_CAPTURE: Capture = { isOriginal: false, fieldsRead: {}, fieldsTyped: {} };
