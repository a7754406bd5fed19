import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** Connections that must be encrypted in production unless `ALLOW_PLAINTEXT` names them. */
export const ENCRYPTED_SERVICES = ['smtp', 'postgres', 'redis'] as const;
export type EncryptedService = (typeof ENCRYPTED_SERVICES)[number];

/**
 * The TLS options of a PostgreSQL URL: `sslmode` `require`, `verify-ca` or `verify-full` all verify the certificate and
 * the host name; `no-verify` checks nothing; `sslrootcert` names a file with the certificate of the issuer.
 * @returns false without TLS, e.g. over a Unix socket.
 */
export function databaseTls(url: string): ConnectionOptions | false {
  const { searchParams } = new URL(url);
  const mode = searchParams.get('sslmode') ?? 'disable';
  if (['disable', 'allow', 'prefer'].includes(mode)) return false;
  const issuer = searchParams.get('sslrootcert');
  return {
    rejectUnauthorized: mode !== 'no-verify',
    ...(issuer !== null && { ca: readFileSync(issuer, 'utf8') }),
  };
}

export interface RedisConnection {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: ConnectionOptions;
}

/**
 * The connection of a Redis URL, `redis://USER:PASSWORD@HOST:PORT/DB`. With `rediss:` certificate and host name are
 * verified; `sslrootcert` names a file with the certificate of the issuer. Bull's own parser ignores `rediss:`.
 */
export function redisConnection(url: string): RedisConnection {
  const { protocol, hostname, port, pathname, username, password, searchParams } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const issuer = searchParams.get('sslrootcert');
  return {
    host,
    port: port === '' ? 6379 : Number(port),
    db: Number(pathname.slice(1)),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && {
      tls: {
        // An IP address is not a valid TLS server name.
        ...(isIP(host) === 0 && { servername: host }),
        rejectUnauthorized: true,
        ...(issuer !== null && { ca: readFileSync(issuer, 'utf8') }),
      },
    }),
  };
}

/** One line for each connection of a production installation that is not encrypted, or whose peer is not verified. */
export function plaintextConnections(
  urls: {
    readonly database: string;
    readonly owner: string | undefined;
    readonly backup: string | undefined;
    readonly redis: string | undefined;
    readonly smtp: string | undefined;
  },
  allowed: readonly EncryptedService[],
): string[] {
  const lines: string[] = [];
  for (const [name, database] of [
    ['DATABASE_URL', urls.database],
    ['OWNER_DATABASE_URL', urls.owner],
    ['BACKUP_DATABASE_URL', urls.backup],
  ] as const) {
    if (database === undefined || allowed.includes('postgres') || isDatabaseEncrypted(database)) continue;
    lines.push(
      `${name}: la conexión debe ir cifrada; agregue ?sslmode=verify-full, o ponga postgres en ALLOW_PLAINTEXT si la red es segura`,
    );
  }
  if (!allowed.includes('redis') && urls.redis !== undefined && new URL(urls.redis).protocol !== 'rediss:') {
    lines.push(
      'REDIS_URL: la conexión debe ir cifrada; use rediss://, o ponga redis en ALLOW_PLAINTEXT si la red es segura',
    );
  }
  if (!allowed.includes('smtp') && urls.smtp !== undefined && /rejectUnauthorized=false/i.test(urls.smtp)) {
    lines.push('SMTP_URL: debe comprobarse el certificado del servidor; quite rejectUnauthorized=false');
  }
  return lines;
}

function isDatabaseEncrypted(url: string): boolean {
  const { hostname, searchParams } = new URL(url);
  const isUnixSocket =
    hostname === '' || hostname.startsWith('%2F') || searchParams.get('host')?.startsWith('/') === true;
  if (isUnixSocket) return true;
  const mode = searchParams.get('sslmode');
  return mode !== null && ['require', 'verify-ca', 'verify-full'].includes(mode);
}
