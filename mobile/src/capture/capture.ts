import type { AssistedMark, FaceCheck, ReadingOutcome } from '#electoral/wire';
import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';

export type { FaceCheck, ReadingOutcome };

/** An image in memory; it is only ever stored sealed. */
export interface Picture {
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** Assisted capture, for people who cannot sign, see or hold still (decision 31). */
export interface Assistance {
  readonly reason: string;
  readonly witness: string;
  readonly mark: AssistedMark;
  readonly witnessSignature: Picture;
}

/** The facts entered before the mark and the witness's signature are drawn. */
export type AssistanceFacts = Omit<Assistance, 'witnessSignature'>;

export function isComplete(facts: Partial<AssistanceFacts> | undefined): facts is AssistanceFacts {
  return facts?.reason !== undefined && facts.mark !== undefined && facts.witness !== undefined;
}

/** A support while it is being captured; in memory only, so that an abandoned capture leaves nothing (§8.8). */
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
  /** Undefined if the check was not available. */
  readonly faceCheck?: FaceCheck;
  /** Signature or mark; undefined if the citizen can make neither. */
  readonly signature?: Picture;
  readonly assisted?: Assistance;
  readonly citizenEmail?: string;
}

export const NEW_CAPTURE: Capture = { isOriginal: false, fieldsRead: {}, fieldsTyped: {} };
