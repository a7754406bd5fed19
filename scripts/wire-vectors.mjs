// Writes docs/wire-vectors/v1.json: one record and its container, with the keys that created it. Needs a build.
import { createCipheriv, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jose from 'node-jose';
import { root } from './lib/requirements.mjs';

const wire = await import(join(root, 'dist', 'contexts', 'intake', 'wire', 'index.js'));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const device = pair();
const intake = pair();
const intakeJwk = { ...intake.publicKey.export({ format: 'jwk' }), kid: 'pair.intake-1' };
const folio = wire.composeFolio('7K2MD', 41);
const key = randomBytes(32);
const plain = wire.SUPPORT_PARTS.map((name) => ({ name, bytes: Buffer.from(`imagen de prueba: ${name}`) }));
const sealed = plain.map(({ name, bytes }, index) => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(wire.partAad(folio, index, name));
  return { name, iv, bytes: Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]) };
});
const data = {
  version: 1,
  key: key.toString('base64url'),
  parts: plain.map(({ name, bytes }, index) => ({
    name,
    mime: 'image/jpeg',
    iv: sealed[index].iv.toString('base64url'),
    sha256: sha256(bytes),
  })),
  fieldsRead: {},
  fieldsTyped: { cic: '123456789', identificadorCiudadano: '987654321' },
  citizenEmail: 'ciudadana@example.com',
};
const jwe = await jose.JWE.createEncrypt(
  { format: 'compact', contentAlg: 'A256GCM', fields: { alg: 'ECDH-ES+A256KW' } },
  await jose.JWK.asKey(intakeJwk),
)
  .update(Buffer.from(JSON.stringify(data)))
  .final();
const manifest = {
  version: 1,
  kind: 'support',
  folio,
  processId: '00000000-0000-4000-8000-000000000001',
  periodVersion: 1,
  aspirantId: '00000000-0000-4000-8000-000000000002',
  auxiliaryId: '00000000-0000-4000-8000-000000000003',
  deviceId: '00000000-0000-4000-8000-000000000004',
  channel: 'app',
  credentialType: 'E',
  capturedAt: '2027-01-15T18:00:00.000Z',
  lastServerTime: { at: '2027-01-15T12:00:00.000Z', monotonicMs: 21600000 },
  appVersion: '0.1.0',
  privacyNotice: { version: '1', consentedAt: '2027-01-15T17:59:00.000Z' },
  jwe: sha256(jwe),
  parts: sealed.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: sha256(bytes) })),
  attestation: '',
};
const canonical = wire.canonicalManifest(manifest);
const signature = sign('sha256', canonical, { key: device.privateKey, dsaEncoding: 'ieee-p1363' });
const container = wire.encodeContainer({
  manifest: canonical,
  signature,
  jwe,
  parts: sealed.map(({ bytes }) => bytes),
});

mkdirSync(join(root, 'docs', 'wire-vectors'), { recursive: true });
writeFileSync(
  join(root, 'docs', 'wire-vectors', 'v1.json'),
  `${JSON.stringify(
    {
      devicePublicJwk: device.publicKey.export({ format: 'jwk' }),
      intakePrivateJwk: { ...intake.privateKey.export({ format: 'jwk' }), kid: intakeJwk.kid },
      manifest,
      canonicalManifest: Buffer.from(canonical).toString('utf8'),
      integrityCode: sha256(canonical),
      plainParts: Object.fromEntries(plain.map(({ name, bytes }) => [name, bytes.toString('utf8')])),
      sealedData: data,
      container: Buffer.from(container).toString('base64'),
    },
    null,
    2,
  )}\n`,
);
