import { sha256 } from '../../kernel/crypto/digest.js';
import { sealPart } from '../../kernel/crypto/field-cipher.js';
import { signP256, type P256KeyPair } from '../../kernel/crypto/key-pair.js';
import { randomBuffer } from '../../kernel/crypto/random.js';
import { encryptFor } from '../../kernel/crypto/signing.js';
import { canonicalManifest, encodeContainer, partAad, type Manifest, type SealedData } from '#electoral/wire';

export interface PlainPart {
  readonly name: string;
  readonly mime: SealedData['parts'][number]['mime'];
  readonly bytes: Uint8Array;
}

export interface PlainRecord {
  /** Binds the parts to the record: the folio, or the challenge of an enrolment. */
  readonly id: string;
  readonly parts: readonly PlainPart[];
  /** The content of the JWE besides the key and the parts. */
  readonly data: Pick<SealedData, 'fieldsRead' | 'fieldsTyped' | 'citizenEmail' | 'assisted' | 'reading' | 'faceCheck'>;
}

export interface SealedRecord {
  readonly container: Uint8Array;
  /** SHA-256 of the canonical manifest, hexadecimal. */
  readonly integrityCode: string;
}

/** The members of a manifest that sealing computes. */
type SealedMembers = 'jwe' | 'parts';
type OpenManifest = Manifest extends infer One ? (One extends Manifest ? Omit<One, SealedMembers> : never) : never;

/** Encrypts a record to the intake key and signs it with the device key (docs/wire.md). */
export async function sealRecord(
  keys: P256KeyPair,
  intakeJwk: object,
  manifest: OpenManifest,
  { id, parts, data }: PlainRecord,
): Promise<SealedRecord> {
  const key = randomBuffer(32);
  const sealed = parts.map(({ name, bytes }, index) => {
    const iv = randomBuffer(12);
    return { iv, bytes: sealPart(key, iv, bytes, partAad(id, index, name)) };
  });
  const secret: SealedData = {
    version: 1,
    key: key.toString('base64url'),
    parts: parts.map(({ name, mime, bytes }, index) => ({
      name,
      mime,
      iv: sealed[index]?.iv.toString('base64url') ?? '',
      sha256: hex(bytes),
    })),
    ...data,
  };
  const jwe = await encryptFor(intakeJwk, Buffer.from(JSON.stringify(secret)));
  const signed = canonicalManifest({
    ...manifest,
    jwe: hex(jwe),
    parts: parts.map(({ name }, index) => {
      const bytes = sealed[index]?.bytes ?? Buffer.alloc(0);
      return { name, size: bytes.length, sha256: hex(bytes) };
    }),
  });
  const container = encodeContainer({
    manifest: signed,
    signature: signP256(keys, signed),
    jwe,
    parts: sealed.map(({ bytes }) => bytes),
  });
  return { container, integrityCode: hex(signed) };
}

function hex(bytes: Uint8Array | string): string {
  return sha256(bytes).toString('hex');
}
