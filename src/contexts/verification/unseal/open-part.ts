import { sha256 } from '../../../kernel/crypto/digest.js';
import { openSealedPart } from '../../../kernel/crypto/field-cipher.js';
import { partAad } from '#electoral/wire';
import { attempt, type ReadContainer } from './container-parts.js';
import { UnsealError, type RecordKey } from './support-opener.js';

/**
 * Decrypts the part at an index after comparing it with its digest in the manifest.
 * @throws UnsealError if it differs or cannot be decrypted.
 */
export function openPart({ manifest, sealed }: ReadContainer, { key, nonces }: RecordKey, index: number): Buffer {
  const { name = '', sha256: expected = '' } = manifest.parts[index] ?? {};
  const [bytes, nonce] = [sealed[index], nonces[index]];
  if (!bytes || !nonce) throw new UnsealError('data-malformed', name);
  if (sha256(bytes).toString('hex') !== expected) throw new UnsealError('digest-differs', name);
  return attempt(
    'part-not-opened',
    () => openSealedPart(key, nonce, bytes, partAad(manifest.folio, index, name)),
    name,
  );
}
