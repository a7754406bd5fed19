import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compactDecrypt, importJWK } from 'jose';
import { openSealedPart } from '../../kernel/crypto/field-cipher.js';
import { sha256 } from '../../kernel/crypto/digest.js';
import { verifyP256, type PublicJwk } from '../../kernel/crypto/signing.js';
import { parseHeader, splitParts } from './container.js';
import { leaseRequestSchema, leaseSchema, type Lease, type LeaseRequest } from './lease.js';
import {
  canonicalManifest,
  parseManifest,
  SUPPORT_PARTS,
  WITNESS_PART,
  type EnrolmentManifest,
  type SupportManifest,
} from './manifest.js';
import { partAad, sealedDataSchema } from './sealed-data.js';

interface RecordVector {
  devicePublicJwk: PublicJwk;
  manifest: SupportManifest;
  canonicalManifest: string;
  integrityCode: string;
  plainParts: Record<string, string>;
  sealedData: unknown;
  container: string;
}

interface Vectors extends RecordVector {
  intakePrivateJwk: PublicJwk & { d: string };
  /** Newer records, with reading outcome and face check, and with assisted captures. */
  records: (RecordVector & { what: string })[];
  /** Without and with assisted capture. */
  leases: Lease[];
  leaseRequests: LeaseRequest[];
  /** Without and with accepted duties (§6.9). */
  enrolments: { manifest: EnrolmentManifest; canonicalManifest: string }[];
}

const vectors = JSON.parse(readFileSync(join(process.cwd(), 'docs', 'wire-vectors', 'v1.json'), 'utf8')) as Vectors;

/** Clients depend on these vectors: add new ones, never change existing ones. */
describe.each([{ ...vectors, what: 'as the first clients sealed it' }, ...vectors.records])(
  'a test vector of the wire format v1 (docs/wire.md; $what)',
  (vector) => {
    const container = Buffer.from(vector.container, 'base64');
    const header = parseHeader(container);

    it('contains the canonical manifest, whose SHA-256 is the integrity code', () => {
      expect(Buffer.from(header.manifest).toString()).toBe(vector.canonicalManifest);
      expect(sha256(header.manifest).toString('hex')).toBe(vector.integrityCode);
      expect(parseManifest(header.manifest)).toEqual(vector.manifest);
    });

    it('is signed by the device, and a changed bit of the manifest is detected', () => {
      expect(verifyP256(vector.devicePublicJwk, header.manifest, header.signature)).toBe(true);
      const altered = Buffer.from(header.manifest);
      altered[10] = (altered[10] ?? 0) ^ 1;
      expect(verifyP256(vector.devicePublicJwk, altered, header.signature)).toBe(false);
    });

    it('can be decrypted with the intake key, each part only at its own position', async () => {
      const { plaintext } = await compactDecrypt(
        header.jwe,
        await importJWK(vectors.intakePrivateJwk, 'ECDH-ES+A256KW'),
      );
      const data = sealedDataSchema.parse(JSON.parse(Buffer.from(plaintext).toString()));
      expect(data).toEqual(vector.sealedData);
      const sealed = splitParts(
        container,
        header.length,
        vector.manifest.parts.map(({ size }) => size),
      );
      const key = Buffer.from(data.key, 'base64url');
      data.parts.forEach((part, index) => {
        const bytes = sealed[index] ?? new Uint8Array();
        const iv = Buffer.from(part.iv, 'base64url');
        const plain = openSealedPart(key, iv, bytes, partAad(vector.manifest.folio, index, part.name));
        expect(plain.toString()).toBe(vector.plainParts[part.name]);
        expect(sha256(plain).toString('hex')).toBe(part.sha256);
        expect(sha256(bytes).toString('hex')).toBe(vector.manifest.parts[index]?.sha256);
        expect(() => openSealedPart(key, iv, bytes, partAad(vector.manifest.folio, index + 1, part.name))).toThrow();
      });
    });
  },
);

describe('other test vectors of the wire format v1 (docs/wire.md)', () => {
  it('include enrolments with and without accepted duties (§6.9)', () => {
    expect(vectors.enrolments.map(({ manifest }) => 'duties' in manifest.enrolment)).toEqual([false, true]);
    for (const { manifest, canonicalManifest: text } of vectors.enrolments) {
      expect(Buffer.from(canonicalManifest(manifest)).toString()).toBe(text);
      expect(parseManifest(Buffer.from(text))).toEqual(manifest);
    }
  });

  it('include records with each reading outcome and face check, and older ones without either (§8.7, §8.9)', () => {
    const data = [vectors, ...vectors.records].map(({ sealedData }) => sealedDataSchema.parse(sealedData));
    expect(data.map(({ reading }) => reading)).toEqual([undefined, 'failed', 'succeeded', 'skipped']);
    expect(data.map(({ faceCheck }) => faceCheck)).toEqual([undefined, 'overridden', 'passed', 'passed']);
  });

  it('include assisted captures whose last part is the signature of the witness (decision 31)', () => {
    const assisted = vectors.records.filter(({ sealedData }) => sealedDataSchema.parse(sealedData).assisted);
    expect(assisted.map(({ manifest }) => manifest.parts.map(({ name }) => name))).toEqual([
      [...SUPPORT_PARTS, WITNESS_PART],
      [...SUPPORT_PARTS.slice(0, 3), WITNESS_PART],
    ]);
  });

  it('include leases and lease requests without and with assisted capture (§7.7, decision 31)', () => {
    expect(vectors.leases.map((lease) => leaseSchema.parse(lease).assisted?.reasons.length)).toEqual([undefined, 2]);
    expect(vectors.leaseRequests.map((request) => leaseRequestSchema.parse(request).understands)).toEqual([
      undefined,
      ['assisted'],
    ]);
  });
});
