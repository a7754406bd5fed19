import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compactDecrypt, CompactSign, exportJWK, generateKeyPair, importJWK } from 'jose';
import { parseHeader, partAad, sealedDataSchema, splitParts, type SupportManifest } from '#electoral/wire';
import { sha256Hex, type Bytes } from './bytes.js';
import { generateDeviceKey, signBytes, unlockDeviceKey, verifyBytes, wrapDeviceKey } from './device-key.js';
import { seal, type PlainPart } from './seal.js';
import { UntrustedError, verifyKeySet } from './trust.js';

interface Vectors {
  readonly devicePublicJwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string };
  readonly intakePrivateJwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string; d: string; kid: string };
  readonly manifest: SupportManifest;
  readonly integrityCode: string;
  readonly container: string;
}

const vectors = JSON.parse(readFileSync(join(process.cwd(), 'docs', 'wire-vectors', 'v1.json'), 'utf8')) as Vectors;
const LOW_COST = { memoryKiB: 1024, iterations: 3 } as const;

describe('the cryptography of the app (docs/wire.md)', () => {
  const { jwe: _jwe, parts: _parts, ...facts } = vectors.manifest;
  const { d: _d, ...intake } = vectors.intakePrivateJwk;
  const plain: PlainPart[] = vectors.manifest.parts.map(({ name }) => ({
    name,
    mime: 'image/jpeg',
    bytes: new TextEncoder().encode(`imagen: ${name}`),
  }));
  const data = { fieldsRead: { cic: '123456789' }, fieldsTyped: {} };
  const sealed = async () => {
    const key = await generateDeviceKey();
    return { key, ...(await seal({ facts, parts: plain, data, intake, signingKey: key.privateKey })) };
  };

  it('verifies the signature and the integrity code of the wire vectors', async () => {
    const header = parseHeader(Buffer.from(vectors.container, 'base64'));
    expect(await verifyBytes(vectors.devicePublicJwk, header.manifest, header.signature)).toBe(true);
    expect(await sha256Hex(header.manifest)).toBe(vectors.integrityCode);
  });

  it('seals a record that only the intake key opens, with each part bound to its position (§8.12)', async () => {
    const { container } = await sealed();
    const header = parseHeader(container);
    const manifest = JSON.parse(new TextDecoder().decode(header.manifest)) as SupportManifest;
    const opened = await compactDecrypt(header.jwe, await importJWK(vectors.intakePrivateJwk, 'ECDH-ES+A256KW'));
    expect(opened.protectedHeader.kid).toBe(intake.kid);
    const secret = sealedDataSchema.parse(JSON.parse(new TextDecoder().decode(opened.plaintext)));
    expect(secret).toMatchObject(data);
    const key = await crypto.subtle.importKey('raw', Buffer.from(secret.key, 'base64url'), 'AES-GCM', false, [
      'decrypt',
    ]);
    const parts = splitParts(
      container,
      header.length,
      manifest.parts.map(({ size }) => size),
    );
    const open = (index: number, position: number) => {
      const { name, iv } = secret.parts[index] ?? { name: '', iv: '' };
      const additionalData = partAad(manifest.folio, position, name) as Bytes;
      const algorithm = { name: 'AES-GCM', iv: Buffer.from(iv, 'base64url'), additionalData };
      return crypto.subtle.decrypt(algorithm, key, (parts[index] ?? new Uint8Array()) as Bytes);
    };
    expect(new TextDecoder().decode(await open(0, 0))).toBe('imagen: anverso');
    await expect(open(0, 1)).rejects.toThrow();
    expect(Buffer.from(container).includes('imagen: anverso')).toBe(false);
  });

  it('rejects a stored record with a single changed bit (decision 3)', async () => {
    const { container, isIntact, key } = await sealed();
    expect(await isIntact(container, key.publicJwk)).toBe(true);
    for (const at of [20, parseHeader(container).length - 10, container.length - 1]) {
      const altered = Uint8Array.from(container);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(await isIntact(altered, key.publicJwk)).toBe(false);
    }
    expect(await isIntact(container.subarray(0, -1), key.publicJwk)).toBe(false);
    expect(await isIntact(container, (await generateDeviceKey()).publicJwk)).toBe(false);
  });

  it('unlocks the device key only with its password and only for signing (decision 21)', async () => {
    const { privateKey, publicJwk } = await generateDeviceKey();
    const wrapped = await wrapDeviceKey(privateKey, 'caballo turquesa', LOW_COST);
    expect(await unlockDeviceKey(wrapped, 'caballo turquesas')).toBeUndefined();
    const key = await unlockDeviceKey(wrapped, 'caballo turquesa');
    if (!key) throw new Error('not unlocked');
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', key)).rejects.toThrow();
    const signature = await signBytes(key, new Uint8Array([1, 2, 3]));
    expect(await verifyBytes(publicJwk, new Uint8Array([1, 2, 3]), signature)).toBe(true);
  });

  it('unlocks the device key with an accented password in NFC or NFD', async () => {
    const { privateKey } = await generateDeviceKey();
    const wrapped = await wrapDeviceKey(privateKey, 'lámpara ñandú', LOW_COST);
    expect(await unlockDeviceKey(wrapped, 'lámpara ñandú'.normalize('NFD'))).toBeDefined();
    expect(await unlockDeviceKey(wrapped, 'lampara nandu')).toBeUndefined();
  });

  it('trusts a key set only if the root signed it (decision 22)', async () => {
    const root = await generateKeyPair('ES256', { extractable: true });
    const foreign = await generateKeyPair('ES256', { extractable: true });
    const key = { kty: 'EC', crv: 'P-256', x: intake.x, y: intake.y, kid: 'k' };
    const keySet = {
      version: 1,
      kind: 'key-set',
      intake: key,
      receipt: [key],
      lease: [key],
      issuedAt: '2027-01-15T18:00:00.000Z',
    };
    const sign = (by: CryptoKey) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(keySet)))
        .setProtectedHeader({ alg: 'ES256', kid: 'root-1' })
        .sign(by);
    const { x = '', y = '' } = await exportJWK(root.publicKey);
    const rootJwk = { kty: 'EC', crv: 'P-256', x, y, kid: 'root-1' };
    expect(await verifyKeySet(rootJwk, await sign(root.privateKey))).toEqual(keySet);
    await expect(verifyKeySet(rootJwk, await sign(foreign.privateKey))).rejects.toThrow(UntrustedError);
  });
});
