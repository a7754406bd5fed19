import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compactDecrypt, importJWK } from 'jose';
import { openSealedPart } from '../../../kernel/crypto/field-cipher.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { verifyP256, type PublicJwk } from '../../../kernel/crypto/signing.js';
import { parseHeader, splitParts } from './container.js';
import { canonicalManifest, parseManifest, type EnrolmentManifest, type SupportManifest } from './manifest.js';
import { partAad, sealedDataSchema } from './sealed-data.js';

interface Vectors {
  devicePublicJwk: PublicJwk;
  intakePrivateJwk: PublicJwk & { d: string };
  manifest: SupportManifest;
  canonicalManifest: string;
  integrityCode: string;
  plainParts: Record<string, string>;
  sealedData: unknown;
  container: string;
  /** As clients sent it before there were duties to accept, and since (§6.9). */
  enrolments: { manifest: EnrolmentManifest; canonicalManifest: string }[];
}

const vectors = JSON.parse(readFileSync(join(process.cwd(), 'docs', 'wire-vectors', 'v1.json'), 'utf8')) as Vectors;
const container = Buffer.from(vectors.container, 'base64');

/** The vectors are the promise to every client ever written: they may be added to, never changed. */
describe('test vectors of the wire format v1 (docs/wire.md)', () => {
  const header = parseHeader(container);

  it('holds the canonical manifest, whose SHA-256 is the integrity code', () => {
    expect(Buffer.from(header.manifest).toString()).toBe(vectors.canonicalManifest);
    expect(sha256(header.manifest).toString('hex')).toBe(vectors.integrityCode);
    expect(parseManifest(header.manifest)).toEqual(vectors.manifest);
  });

  it('is signed by the device, and no bit of the manifest may change', () => {
    expect(verifyP256(vectors.devicePublicJwk, header.manifest, header.signature)).toBe(true);
    const altered = Buffer.from(header.manifest);
    altered[10] = (altered[10] ?? 0) ^ 1;
    expect(verifyP256(vectors.devicePublicJwk, altered, header.signature)).toBe(false);
  });

  it('opens with the intake key, part by part, each in its own place only', async () => {
    const { plaintext } = await compactDecrypt(header.jwe, await importJWK(vectors.intakePrivateJwk, 'ECDH-ES+A256KW'));
    const data = sealedDataSchema.parse(JSON.parse(Buffer.from(plaintext).toString()));
    expect(data).toEqual(vectors.sealedData);
    const sealed = splitParts(
      container,
      header.length,
      vectors.manifest.parts.map(({ size }) => size),
    );
    const key = Buffer.from(data.key, 'base64url');
    data.parts.forEach((part, index) => {
      const bytes = sealed[index] ?? new Uint8Array();
      const iv = Buffer.from(part.iv, 'base64url');
      const plain = openSealedPart(key, iv, bytes, partAad(vectors.manifest.folio, index, part.name));
      expect(plain.toString()).toBe(vectors.plainParts[part.name]);
      expect(sha256(plain).toString('hex')).toBe(part.sha256);
      expect(sha256(bytes).toString('hex')).toBe(vectors.manifest.parts[index]?.sha256);
      expect(() => openSealedPart(key, iv, bytes, partAad(vectors.manifest.folio, index + 1, part.name))).toThrow();
    });
  });

  it('has enrolments with and without accepted duties, and reads both (§6.9)', () => {
    expect(vectors.enrolments.map(({ manifest }) => 'duties' in manifest.enrolment)).toEqual([false, true]);
    for (const { manifest, canonicalManifest: text } of vectors.enrolments) {
      expect(Buffer.from(canonicalManifest(manifest)).toString()).toBe(text);
      expect(parseManifest(Buffer.from(text))).toEqual(manifest);
    }
  });
});
