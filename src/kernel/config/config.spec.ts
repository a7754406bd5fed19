import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, loadConfig, requireWebKeysOnly } from './config.js';
import { redisConnection } from './transport-security.js';

const kek = Buffer.alloc(32, 1).toString('base64');
const production = {
  DATABASE_URL: 'postgres://db/apoyo?sslmode=verify-full',
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

describe('the configuration', () => {
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

  it('keeps the intake keys with the others unless they have a folder of their own', () => {
    expect(loadConfig(production).intakeKeysFolder).toBe(loadConfig(production).keysFolder);
    expect(loadConfig({ ...production, INTAKE_KEYS_DIR: '/keys/intake' }).intakeKeysFolder).toBe('/keys/intake');
  });

  it('rejects the intake key-encryption key in a web process that runs no jobs, or if it equals the key-encryption key of the other keys', () => {
    const other = { INTAKE_KEK: Buffer.alloc(32, 2).toString('base64') };
    const check = (environment: Record<string, string>) => () => {
      requireWebKeysOnly(loadConfig({ ...production, ...environment }));
    };
    expect(check({ ...other, JOBS: 'elsewhere' })).toThrow(ConfigurationError);
    expect(check(other)).not.toThrow();
    expect(check({ JOBS: 'elsewhere' })).not.toThrow();
    expect(linesOf({ ...production, INTAKE_KEK: kek })[0]).toContain('INTAKE_KEK');
  });

  it.each([
    ['to PostgreSQL', { DATABASE_URL: 'postgres://db/apoyo' }, 'DATABASE_URL'],
    ['to PostgreSQL', { DATABASE_URL: 'postgres://db/apoyo?sslmode=prefer' }, 'DATABASE_URL'],
    ['to PostgreSQL', { DATABASE_URL: 'postgres://db/a?sslmode=no-verify' }, 'DATABASE_URL'],
    ['to Redis', { REDIS_URL: 'redis://cache:6379' }, 'REDIS_URL'],
    ['to a mail server', { SMTP_URL: 'smtps://mail?tls.rejectUnauthorized=false' }, 'SMTP_URL'],
  ])(
    'refuses a connection %s without verified TLS in production, unless ALLOW_PLAINTEXT names it',
    (_, change, name) => {
      const lines = linesOf({ ...production, ...change });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(name);
      expect(linesOf({ ...production, ...change, ALLOW_PLAINTEXT: 'smtp, postgres,redis' })).toEqual([]);
      expect(linesOf({ ...production, ...change, MODE: 'demonstration' })).toEqual([]);
    },
  );

  it('accepts encrypted connections and a Unix socket in production, and sends mail only over TLS', () => {
    expect(linesOf({ ...production, REDIS_URL: 'rediss://cache' })).toEqual([]);
    expect(linesOf({ ...production, DATABASE_URL: 'postgres://apoyo@localhost/apoyo?host=/run/postgresql' })).toEqual(
      [],
    );
    expect(loadConfig(production).smtpRequiresTls).toBe(true);
    expect(loadConfig({ ...production, ALLOW_PLAINTEXT: 'smtp' }).smtpRequiresTls).toBe(false);
    expect(linesOf({ ...production, ALLOW_PLAINTEXT: 'http' })[0]).toContain('ALLOW_PLAINTEXT');
  });

  it('reads the password of Redis from its file, and connects with the settings in the URL', () => {
    const folder = mkdtempSync(join(tmpdir(), 'apoyo-config-'));
    const file = join(folder, 'password');
    writeFileSync(file, 'a b/c@d:%e\n');
    const environment = { ...production, REDIS_URL: 'rediss://apoyo@cache:6380/2', REDIS_PASSWORD_FILE: file };
    const { redisUrl = '' } = loadConfig(environment);
    expect(redisConnection(redisUrl)).toEqual({
      host: 'cache',
      port: 6380,
      db: 2,
      username: 'apoyo',
      password: 'a b/c@d:%e',
      tls: { servername: 'cache', rejectUnauthorized: true },
    });
    rmSync(folder, { recursive: true });
    expect(linesOf(environment)[0]).toContain('REDIS_PASSWORD_FILE');
    expect(redisConnection('redis://cache')).toEqual({ host: 'cache', port: 6379, db: 0 });
  });

  it('trusts only the named proxies, by address or network', () => {
    expect(loadConfig(production).trustedProxies).toEqual(['loopback']);
    const named = { ...production, TRUSTED_PROXIES: '172.30.57.0/24, 10.1.2.3,2001:db8::/32' };
    expect(loadConfig(named).trustedProxies).toEqual(['172.30.57.0/24', '10.1.2.3', '2001:db8::/32']);
    for (const wrong of ['proxy', '10.0.0.0/33', '0.0.0.0/0', '::/0', '10.0.0.1/', '10.0.0.0/8/8', '*', 'true']) {
      expect([wrong, linesOf({ ...production, TRUSTED_PROXIES: wrong }).length]).toEqual([wrong, 1]);
    }
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
