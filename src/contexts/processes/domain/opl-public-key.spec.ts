import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { deadlineInWords, isKeyLate, keyThumbprint, parsePublicKey } from './opl-public-key.js';

const jwkOf = (key: { export(options: { format: 'jwk' }): object }): Record<string, unknown> => ({
  ...key.export({ format: 'jwk' }),
});
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const refusal = (jwk: Record<string, unknown>): string => {
  try {
    parsePublicKey(jwk);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
  }
  return 'none';
};

describe("the OPL's public key (§13.1)", () => {
  it('may be RSA of 2048 bits or EC P-256, and is reduced to its public members', () => {
    const rsaKey = jwkOf(rsa(2048).publicKey);
    expect(parsePublicKey({ ...rsaKey, use: 'enc', kid: 'x' })).toEqual({ kty: 'RSA', n: rsaKey['n'], e: rsaKey['e'] });
    expect(parsePublicKey(jwkOf(ec('P-256').publicKey))).toMatchObject({ kty: 'EC', crv: 'P-256' });
  });

  it('is rejected if it contains private members', () => {
    expect(refusal(jwkOf(rsa(2048).privateKey))).toBe('PROCESSES.KEY_IS_PRIVATE');
    expect(refusal(jwkOf(ec('P-256').privateKey))).toBe('PROCESSES.KEY_IS_PRIVATE');
    expect(refusal({ kty: 'oct', k: 'AAAA' })).toBe('PROCESSES.KEY_IS_PRIVATE');
  });

  it('is rejected if it is a short RSA key, even when padded with zeros', () => {
    const short = jwkOf(rsa(1024).publicKey);
    expect(refusal(short)).toBe('PROCESSES.KEY_TOO_SHORT');
    const padded = Buffer.concat([Buffer.alloc(128), Buffer.from(String(short['n']), 'base64url')]).toString(
      'base64url',
    );
    expect(refusal({ ...short, n: padded })).toBe('PROCESSES.KEY_TOO_SHORT');
  });

  it('is rejected if it has a different curve or key type', () => {
    expect(refusal(jwkOf(ec('P-384').publicKey))).toBe('PROCESSES.KEY_KIND');
    expect(refusal({ kty: 'OKP', crv: 'X25519', x: 'AAAA' })).toBe('PROCESSES.KEY_KIND');
    expect(refusal({ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' })).toBe('PROCESSES.KEY_KIND');
    expect(refusal({})).toBe('PROCESSES.KEY_KIND');
  });

  it("has an RFC 7638 thumbprint (checked with the RFC's example)", () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    expect(keyThumbprint({ kty: 'RSA', n, e: 'AQAB' })).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  it('is due at the end of the day before, if its deadline is midnight', () => {
    expect(deadlineInWords(new Date('2026-11-19T06:00:00Z'))).toBe('18/11/2026, al terminar el día');
    expect(deadlineInWords(new Date('2026-11-19T18:30:00Z'))).toBe('19/11/2026 a las 12:30');
  });

  it('is late from the minute after the deadline on the tenth day before the opening (§13.1)', () => {
    const opening = new Date('2027-01-20T06:00:00Z');
    expect(isKeyLate(new Date('2027-01-10T06:00:59.999Z'), opening)).toBe(false);
    expect(isKeyLate(new Date('2027-01-10T06:01:00Z'), opening)).toBe(true);
    expect(isKeyLate(new Date('2027-01-10T06:01:00Z'), undefined)).toBe(false);
  });
});
