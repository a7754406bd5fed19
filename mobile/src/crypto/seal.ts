import { CompactEncrypt, importJWK } from 'jose';
import {
  canonicalManifest,
  encodeContainer,
  parseHeader,
  parseManifest,
  partAad,
  sealedDataSchema,
  splitParts,
  type KeySet,
  type Manifest,
  type SealedData,
  type SealedFacts,
} from '#electoral/wire';
import { encodeBase64url, randomBytes, sha256Hex, type Bytes } from './bytes.js';
import { signBytes, verifyBytes, type DevicePublicJwk } from './device-key.js';

export interface PlainPart {
  readonly name: string;
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** The fields of a manifest that sealing does not compute. */
export type ManifestFacts = Manifest extends infer Each
  ? Each extends Manifest
    ? Omit<Each, 'jwe' | 'parts'>
    : never
  : never;

export interface SealRequest {
  readonly facts: ManifestFacts;
  readonly parts: readonly PlainPart[];
  /** All data about the citizen; only stored in the JWE. */
  readonly data: SealedFacts;
  readonly intake: KeySet['intake'];
  readonly signingKey: CryptoKey;
}

export interface SealedContainer {
  readonly container: Uint8Array;
  /** SHA-256 of the manifest (§10.3). */
  readonly integrityCode: string;
  /** True if the bytes read back from storage are complete and every part decrypts (decision 3). */
  readonly isIntact: (stored: Uint8Array, publicJwk: DevicePublicJwk) => Promise<boolean>;
}

/**
 * Encrypts one record to the server's intake key and signs it (§8.12; docs/wire.md). Only the closure of `isIntact`
 * holds the record's key, so the key is dropped with it.
 */
export async function seal({ facts, parts, data, intake, signingKey }: SealRequest): Promise<SealedContainer> {
  const recordId = facts.kind === 'support' ? facts.folio : facts.enrolment.challenge;
  const rawKey = randomBytes(32);
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const ivs = parts.map(() => randomBytes(12));
  const sealed = await Promise.all(
    parts.map((part, index) => sealPart(key, ivs[index] ?? randomBytes(12), part, partAad(recordId, index, part.name))),
  );
  const secret: SealedData = sealedDataSchema.parse({
    version: 1,
    key: encodeBase64url(rawKey),
    parts: await Promise.all(
      parts.map(async ({ name, mime, bytes }, index) => ({
        name,
        mime,
        iv: encodeBase64url(ivs[index] ?? new Uint8Array()),
        sha256: await sha256Hex(bytes),
      })),
    ),
    ...data,
  });
  rawKey.fill(0);
  const jwe = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(secret)))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: intake.kid })
    .encrypt(await importJWK({ ...intake }, 'ECDH-ES+A256KW'));
  const manifest: Manifest = {
    ...facts,
    jwe: await sha256Hex(new TextEncoder().encode(jwe)),
    parts: await Promise.all(
      sealed.map(async (bytes, index) => ({
        name: parts[index]?.name ?? '',
        size: bytes.length,
        sha256: await sha256Hex(bytes),
      })),
    ),
  };
  const canonical = canonicalManifest(manifest);
  const container = encodeContainer({
    manifest: canonical,
    signature: await signBytes(signingKey, canonical),
    jwe,
    parts: sealed,
  });
  return {
    container,
    integrityCode: await sha256Hex(canonical),
    isIntact: async (stored, publicJwk) => {
      const intact = await verifiedParts(stored, publicJwk);
      return intact !== undefined && (await allPartsOpen(key, ivs, recordId, intact));
    },
  };
}

async function sealPart(key: CryptoKey, iv: Bytes, { bytes }: PlainPart, aad: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: 'AES-GCM', iv, additionalData: aad as Bytes };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, bytes as Bytes));
}

interface NamedPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** @returns the sealed parts; undefined if the signature, a size or a digest does not match. */
async function verifiedParts(stored: Uint8Array, publicJwk: DevicePublicJwk): Promise<NamedPart[] | undefined> {
  try {
    const header = parseHeader(stored);
    const manifest = parseManifest(header.manifest);
    if (!manifest || !(await verifyBytes(publicJwk, header.manifest, header.signature))) return undefined;
    if ((await sha256Hex(new TextEncoder().encode(header.jwe))) !== manifest.jwe) return undefined;
    const sizes = manifest.parts.map(({ size }) => size);
    const parts = splitParts(stored, header.length, sizes);
    const named = manifest.parts.map(({ name }, index) => ({ name, bytes: parts[index] ?? new Uint8Array() }));
    const digests = await Promise.all(parts.map(sha256Hex));
    return digests.every((digest, index) => digest === manifest.parts[index]?.sha256) ? named : undefined;
  } catch {
    return undefined;
  }
}

async function allPartsOpen(
  key: CryptoKey,
  ivs: readonly Bytes[],
  recordId: string,
  parts: readonly NamedPart[],
): Promise<boolean> {
  try {
    await Promise.all(
      parts.map(({ name, bytes }, index) =>
        crypto.subtle.decrypt(
          {
            name: 'AES-GCM',
            iv: ivs[index] ?? new Uint8Array(12),
            additionalData: partAad(recordId, index, name) as Bytes,
          },
          key,
          bytes as Bytes,
        ),
      ),
    );
    return parts.length === ivs.length;
  } catch {
    return false;
  }
}
