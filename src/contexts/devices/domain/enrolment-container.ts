import { sha256 } from '../../../kernel/crypto/digest.js';
import { headerKid, verifyP256 } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { parseHeader, parseManifest, splitParts, WireError, type EnrolmentManifest } from '#electoral/wire';

export interface CheckedEnrolment {
  readonly manifest: EnrolmentManifest;
  readonly digest: Buffer;
  /** Id of the key that the images are encrypted for. */
  readonly sealedTo: string | undefined;
}

/**
 * Parses an enrolment container; verifies its digests and the proof of possession of the device key (§7.3).
 * @throws DomainError AUXILIARIES.ENROLMENT_CONTAINER_INVALID, AUXILIARIES.PROOF_INVALID
 */
export function checkEnrolmentContainer(bytes: Uint8Array, challenge: string): CheckedEnrolment {
  const { manifest, signedBytes, signature, jwe } = readEnrolment(bytes);
  const { devicePublicJwk, challenge: signed } = manifest.enrolment;
  if (signed !== challenge || !verifyP256(devicePublicJwk, signedBytes, signature)) {
    throw new DomainError('AUXILIARIES.PROOF_INVALID', { kind: 'forbidden' });
  }
  return { manifest, digest: sha256(signedBytes), sealedTo: headerKid(jwe) };
}

export interface ReadEnrolment {
  readonly manifest: EnrolmentManifest;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly jwe: string;
}

/**
 * Parses an enrolment container and verifies its digests, but not its signature.
 * @throws DomainError AUXILIARIES.ENROLMENT_CONTAINER_INVALID
 */
export function readEnrolment(bytes: Uint8Array): ReadEnrolment {
  try {
    const header = parseHeader(bytes);
    const manifest = parseManifest(header.manifest);
    if (manifest?.kind !== 'enrolment') throw invalid();
    const sizes = manifest.parts.map(({ size }) => size);
    const parts = splitParts(bytes, header.length, sizes);
    const whole = parts.every((part, index) => sha256(part).toString('hex') === manifest.parts[index]?.sha256);
    if (!whole || sha256(header.jwe).toString('hex') !== manifest.jwe) throw invalid();
    return { manifest, signedBytes: header.manifest, signature: header.signature, jwe: header.jwe };
  } catch (error) {
    throw error instanceof WireError ? invalid() : error;
  }
}

function invalid(): DomainError {
  return new DomainError('AUXILIARIES.ENROLMENT_CONTAINER_INVALID', { kind: 'invalid' });
}
