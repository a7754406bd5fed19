import { SUPPORT_PARTS, WITNESS_PART, type SealedData } from '#electoral/wire';
import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';

/** The four images of a support (§14.1). */
export const EVIDENCE_PARTS = SUPPORT_PARTS;
/** The images and, for an assisted capture, the signature of the witness. */
export const OPENED_PARTS = [...SUPPORT_PARTS, WITNESS_PART] as const;
export type EvidencePart = (typeof OPENED_PARTS)[number];

/** The AES-256 key of the parts of one record, and the nonce of each part in the order of the manifest. */
export interface RecordKey {
  readonly key: Buffer;
  readonly nonces: readonly Buffer[];
}

/** A decrypted support with verified plaintext digests. In memory only. */
export interface OpenedSupport {
  readonly parts: ReadonlyMap<EvidencePart, Buffer>;
  readonly credentialType: CredentialTypeKey;
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
  readonly email: string | undefined;
  /** Facts about the capture; undefined if the device does not report them. */
  readonly reading?: SealedData['reading'];
  readonly faceCheck?: SealedData['faceCheck'];
  readonly assisted?: SealedData['assisted'];
  readonly capturedAt: Date;
  readonly auxiliaryId: string;
  readonly deviceId: string;
  /** Decrypts the parts; undefined if the support was not opened from a container. */
  readonly recordKey?: RecordKey;
}

export const UNSEAL_CAUSES = [
  'container-missing',
  'container-unreadable',
  'container-malformed',
  'manifest-differs',
  'key-not-opened',
  'part-not-opened',
  'digest-differs',
  'data-malformed',
] as const;
export type UnsealCause = (typeof UNSEAL_CAUSES)[number];

/** The record cannot be opened, and retrying will not help: quarantine it. */
export class UnsealError extends Error {
  constructor(
    readonly unsealCause: UnsealCause,
    /** The affected part or the name of the underlying error; never content. */
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
