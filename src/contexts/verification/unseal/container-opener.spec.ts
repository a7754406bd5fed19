import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { KeyStore } from '../../../kernel/crypto/key-store.js';
import { encryptFor, Signing } from '../../../kernel/crypto/signing.js';
import { DiskBlobStore } from '../../../kernel/storage/disk-blob-store.js';
import { canonicalManifest, composeFolio, encodeContainer, partAad, type SupportManifest } from '#electoral/wire';
import { ContainerOpener } from './container-opener.js';
import { EVIDENCE_PARTS } from './support-opener.js';

const FOLIO = composeFolio('7K2MD', 41);
const hex = (bytes: Uint8Array | string): string => sha256(bytes).toString('hex');
const plainOf = (name: string): Buffer => Buffer.from(`image ${name} `.repeat(50));

describe('opening a sealed support (docs/wire.md, decision 2)', () => {
  let folder: string;
  let blobs: DiskBlobStore;
  let signing: Signing;
  let opener: ContainerOpener;
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opener-'));
    blobs = new DiskBlobStore(join(folder, 'blobs'));
    signing = new Signing(
      new KeyStore(join(folder, 'keys'), Buffer.alloc(32, 1), () => new Date('2027-01-01T00:00:00Z')),
    );
    opener = new ContainerOpener(blobs, signing);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Seals a record like a device; `corruption` overrides some of its content. */
  async function sealed(
    corruption: { data?: object; plain?: string; manifest?: Partial<SupportManifest>; keyName?: string } = {},
  ) {
    const key = randomBytes(32);
    const parts = EVIDENCE_PARTS.map((name, index) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(partAad(FOLIO, index, name));
      const bytes = Buffer.concat([cipher.update(plainOf(name)), cipher.final(), cipher.getAuthTag()]);
      return { name, iv: iv.toString('base64url'), bytes };
    });
    const data = {
      version: 1,
      key: key.toString('base64url'),
      parts: parts.map(({ name, iv }) => ({
        name,
        mime: 'image/jpeg',
        iv,
        sha256: hex(corruption.plain ?? plainOf(name)),
      })),
      fieldsRead: { cic: '123456789', deUnaVersionNueva: 'x' },
      fieldsTyped: { nombre: 'ANA' },
      citizenEmail: 'ana@correo.example',
      ...corruption.data,
    };
    const jwe = await encryptFor(
      await signing.publicJwk(corruption.keyName ?? 'intake'),
      Buffer.from(JSON.stringify(data)),
    );
    const manifest = canonicalManifest({
      version: 1,
      kind: 'support',
      folio: FOLIO,
      processId: '00000000-0000-4000-8000-000000000001',
      periodVersion: 1,
      aspirantId: '00000000-0000-4000-8000-000000000002',
      auxiliaryId: '00000000-0000-4000-8000-000000000003',
      deviceId: '00000000-0000-4000-8000-000000000004',
      channel: 'app',
      credentialType: 'E',
      capturedAt: '2027-01-15T18:00:00.000Z',
      lastServerTime: { at: '2027-01-15T12:00:00.000Z', monotonicMs: 21_600_000 },
      appVersion: '0.1.0',
      privacyNotice: { version: '1', consentedAt: '2027-01-15T17:59:00.000Z' },
      jwe: hex(jwe),
      parts: parts.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: hex(bytes) })),
      attestation: '',
      ...corruption.manifest,
    });
    const container = encodeContainer({
      manifest,
      signature: new Uint8Array(64),
      jwe,
      parts: parts.map(({ bytes }) => bytes),
    });
    return { container, digest: hex(manifest) };
  }

  async function stored(container: Uint8Array): Promise<string> {
    count += 1;
    const blobKey = `supports/${String(count)}`;
    await blobs.put(blobKey, once(container));
    return blobKey;
  }

  const opened = async (corruption?: Parameters<typeof sealed>[0]) => {
    const { container, digest } = await sealed(corruption);
    return opener.open(await stored(container), digest);
  };

  it('returns the four images, the known fields and the capture data', async () => {
    const support = await opened();
    expect([...support.parts].map(([name, bytes]) => [name, bytes.equals(plainOf(name))])).toEqual(
      EVIDENCE_PARTS.map((name) => [name, true]),
    );
    expect(support).toMatchObject({
      credentialType: 'E',
      read: { cic: '123456789' },
      typed: { nombre: 'ANA' },
      email: 'ana@correo.example',
      capturedAt: new Date('2027-01-15T18:00:00Z'),
    });
  });

  it.each<[string, string, Parameters<typeof sealed>[0]]>([
    ['is sealed to another key', 'key-not-opened', { keyName: 'another' }],
    ['contains a different image than its data states', 'digest-differs', { plain: 'another image' }],
    ['has invalid sealed data', 'data-malformed', { data: { version: 2 } }],
    ['has the digest of another JWE in its manifest', 'digest-differs', { manifest: { jwe: 'a'.repeat(64) } }],
    ['has parts sealed for another folio', 'part-not-opened', { manifest: { folio: composeFolio('7K2MD', 42) } }],
    ['has an unknown credential type', 'data-malformed', { manifest: { credentialType: 'Z' } }],
  ])('reports the cause if a record %s', async (_, unsealCause, corruption) => {
    await expect(opened(corruption)).rejects.toMatchObject({ name: 'UnsealError', unsealCause });
  });

  it('reports the cause if the file is missing, truncated, altered or not the one in the receipt', async () => {
    const { container, digest } = await sealed();
    const altered = Uint8Array.from(container);
    altered.set([(altered.at(-1) ?? 0) ^ 1], altered.length - 1);
    const open = async (bytes: Uint8Array, expected = digest) => opener.open(await stored(bytes), expected);
    await expect(opener.open('supports/none', digest)).rejects.toMatchObject({ unsealCause: 'container-missing' });
    await expect(open(container.subarray(0, -1))).rejects.toMatchObject({ unsealCause: 'container-malformed' });
    await expect(open(altered)).rejects.toMatchObject({ unsealCause: 'digest-differs' });
    await expect(open(container, '0'.repeat(64))).rejects.toMatchObject({ unsealCause: 'manifest-differs' });
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}
