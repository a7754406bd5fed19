import { SUPPORT_PARTS, WITNESS_PART, type SealedData } from '#electoral/wire';
import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';

/** The four visual witnesses of a support (§14.1). */
export const EVIDENCE_PARTS = SUPPORT_PARTS;
/** Those, and the signature of the witness of an assisted capture. */
export const OPENED_PARTS = [...SUPPORT_PARTS, WITNESS_PART] as const;
export type EvidencePart = (typeof OPENED_PARTS)[number];

/** A support with its seal opened: plaintext digests agree with what the device sealed. In memory only. */
export interface OpenedSupport {
  readonly parts: ReadonlyMap<EvidencePart, Buffer>;
  readonly credentialType: CredentialTypeKey;
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
  readonly email: string | undefined;
  /** What the device tells of the capture itself; undefined where it does not say. */
  readonly reading?: SealedData['reading'];
  readonly faceCheck?: SealedData['faceCheck'];
  readonly assisted?: SealedData['assisted'];
  readonly capturedAt: Date;
  readonly auxiliaryId: string;
  readonly deviceId: string;
}

export const UNSEAL_CAUSES = [
  'container-missing',
  'container-malformed',
  'manifest-differs',
  'key-not-opened',
  'part-not-opened',
  'digest-differs',
  'data-malformed',
] as const;
export type UnsealCause = (typeof UNSEAL_CAUSES)[number];

/** The record cannot be opened as it is, now or later: quarantine, never a retry without end. */
export class UnsealError extends Error {
  constructor(
    readonly unsealCause: UnsealCause,
    /** Which part, or the name of the error below; never content. */
    readonly detail = '',
  ) {
    super(`${unsealCause} ${detail}`.trim());
    this.name = 'UnsealError';
  }
}

/** Opens the sealed container of a support. */
export abstract class SupportOpener {
  /** @throws UnsealError */
  abstract open(blobKey: string, integrityCode: string): Promise<OpenedSupport>;
}
