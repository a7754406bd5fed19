import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { scramVerifier } from './scram-verifier.js';

// RFC 7677 §3.
const SALT = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const NONCE = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const AUTH_MESSAGE = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${NONCE},s=${SALT},i=4096,c=biws,r=${NONCE}`;

describe('the SCRAM verifier of a password', () => {
  it('verifies the exchange in the example of RFC 7677', () => {
    const verifier = scramVerifier('pencil', Buffer.from(SALT, 'base64'));
    const [mechanism, parameters, keys = ''] = verifier.split('$');
    expect([mechanism, parameters]).toEqual(['SCRAM-SHA-256', `4096:${SALT}`]);
    const [storedKey, serverKey = ''] = keys.split(':');
    expect(storedKey).toHaveLength(44);
    const signature = createHmac('sha256', Buffer.from(serverKey, 'base64')).update(AUTH_MESSAGE).digest('base64');
    expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  });

  it('has a new salt each time', () => {
    expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
  });
});
