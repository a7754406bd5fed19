import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { containsPrivateKey } from './private-key.js';

const pairs = [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('ec', { namedCurve: 'P-256' })];

describe('the text of a private key (§13.1)', () => {
  it('is recognised as PEM and as JWK, even if it is indented, truncated or in a set', () => {
    for (const { privateKey } of pairs) {
      const jwk = privateKey.export({ format: 'jwk' });
      for (const text of [
        JSON.stringify(jwk),
        JSON.stringify({ keys: [jwk] }, null, 2),
        JSON.stringify({ d: jwk.d, kty: jwk.kty }).slice(0, 30),
        privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      ]) {
        expect(containsPrivateKey(text)).toBe(true);
      }
    }
  });

  it('is distinguished from that of a public key', () => {
    for (const { publicKey } of pairs) {
      const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'd', use: 'enc', key_ops: ['k'] };
      expect(containsPrivateKey(JSON.stringify(jwk, null, 2))).toBe(false);
      expect(containsPrivateKey(publicKey.export({ format: 'pem', type: 'spki' }).toString())).toBe(false);
    }
  });
});
