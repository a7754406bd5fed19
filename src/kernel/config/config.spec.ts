import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, loadConfig } from './config.js';

const kek = Buffer.alloc(32, 1).toString('base64');
const production = {
  DATABASE_URL: 'postgres://db/apoyo',
  SMTP_URL: 'smtp://mail',
  PUBLIC_URL: 'https://apoyo.example',
  KEYS_DIR: 'keys',
  KEK: kek,
};

const linesOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.lines;
    throw error;
  }
};

describe('configuration', () => {
  it('defaults to production (decision 26)', () => {
    expect(loadConfig(production).mode).toBe('production');
  });

  it.each([
    ['the local OAuth provider', { GOOGLE_BASE_URL: 'http://127.0.0.1/demo' }, 'GOOGLE_BASE_URL'],
    ['the local OAuth provider', { FACEBOOK_BASE_URL: 'http://127.0.0.1/demo' }, 'FACEBOOK_BASE_URL'],
    ['an address without TLS', { PUBLIC_URL: 'http://apoyo.example' }, 'PUBLIC_URL'],
    ['no mail server', { SMTP_URL: '' }, 'SMTP_URL'],
    ['keys in the data folder', { KEYS_DIR: '' }, 'KEYS_DIR'],
    ['a short key-encryption key', { KEK: 'c2hvcnQ=' }, 'KEK'],
  ])('rejects %s in production (decision 26)', (_, change, name) => {
    const lines = linesOf({ ...production, ...change });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(name);
  });

  it('serves the demonstration on the local machine only', () => {
    expect(linesOf({ ...production, MODE: 'demonstration', HOST: '0.0.0.0' })[0]).toContain('HOST');
    expect(loadConfig({ ...production, MODE: 'demonstration' }).host).toBe('127.0.0.1');
  });

  it('reports each invalid variable on its own line, without its value', () => {
    const lines = linesOf({ DATABASE_URL: 'mysql://secret', PORT: '99999', MODE: 'fast' });
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('secret');
  });
});
