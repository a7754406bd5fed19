import { describe, expect, it } from '@jest/globals';
import { packageFault } from './package-settings.js';

const VITE_SERVER_URL = 'https://apoyo.example.mx';
const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'root-1' };

describe('the settings of a package', () => {
  it('are complete with the server and the public root key', () => {
    expect(packageFault({ VITE_SERVER_URL, VITE_ROOT_JWK: JSON.stringify(key) })).toBeUndefined();
  });

  it.each([
    ['no root key', undefined],
    ['an empty root key', ''],
    ['a root key that is not JSON', 'root'],
    ['a root key without its id', JSON.stringify({ ...key, kid: undefined })],
    ['the private root key', JSON.stringify({ ...key, d: 'd' })],
  ])('are refused with %s', (_, root) => {
    expect(packageFault({ VITE_SERVER_URL, VITE_ROOT_JWK: root })).toContain('VITE_ROOT_JWK');
  });

  it('are refused without an encrypted connection to the server', () => {
    const environment = { VITE_SERVER_URL: 'http://apoyo.example.mx', VITE_ROOT_JWK: JSON.stringify(key) };
    expect(packageFault(environment)).toContain('VITE_SERVER_URL');
  });
});
