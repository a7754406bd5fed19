import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { PublicJwk } from '../crypto/stored-key.js';
import { LOG_LEVELS, type LogLevel } from '../log/log-levels.js';
import type { S3Location } from '../storage/s3-blob-store.js';
import { ENCRYPTED_SERVICES, plaintextConnections, type EncryptedService } from './transport-security.js';

/** The default is `production`; `demonstration` must be set explicitly. */
export const MODES = ['production', 'demonstration'] as const;
export type Mode = (typeof MODES)[number];

const url = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      try {
        return protocols.includes(new URL(text).protocol);
      } catch {
        return false;
      }
    },
    `debe ser una dirección ${protocols.join(' o ')}//…`,
  );

/** The origins of a Capacitor package on Android and iOS. */
export const PACKAGE_ORIGINS: readonly string[] = ['https://localhost', 'capacitor://localhost'];

/** A comma-separated list of {@link PACKAGE_ORIGINS}. */
const packageOrigins = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine(
    (origins) => origins.every((origin) => PACKAGE_ORIGINS.includes(origin)),
    `solo puede nombrar ${PACKAGE_ORIGINS.join(' y ')}`,
  );

/** A comma-separated list of {@link ENCRYPTED_SERVICES}. */
const plaintextServices = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(z.enum(ENCRYPTED_SERVICES)));

const rootKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().min(40),
  y: z.string().min(40),
  kid: z.string().min(1),
});

/** `loopback`, IP addresses and networks in CIDR notation, separated by commas. */
const trustedProxies = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine(
    (proxies) => proxies.every((one) => one === 'loopback' || isNetwork(one)),
    'debe ser una lista de direcciones IP o redes CIDR, p. ej. 172.30.57.0/24',
  );

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  if (bits === 0 || rest.length > 0) return false;
  // Trusting every address would let each client choose its own.
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) >= 8 && Number(prefix) <= bits);
}

const variables = z.object({
  MODE: z.enum(MODES).default('production'),
  HOST: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  TRUSTED_PROXIES: trustedProxies.default(['loopback']),
  PUBLIC_URL: url('http:', 'https:').optional(),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  OWNER_DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  BACKUP_DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  REDIS_PASSWORD_FILE: z.string().optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  ALLOW_PLAINTEXT: plaintextServices.optional(),
  MAIL_FROM: z.string().min(3).default('Apoyo Ciudadano <no-responder@localhost>'),
  MAIL_RETURN_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+$/i)
    .optional(),
  MAIL_DIGEST_SECONDS: z.coerce.number().int().min(0).max(86_400).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  KEYS_DIR: z.string().min(1).optional(),
  INTAKE_KEYS_DIR: z.string().min(1).optional(),
  KEK: z.string().optional(),
  KEK_FILE: z.string().optional(),
  INTAKE_KEK: z.string().optional(),
  INTAKE_KEK_FILE: z.string().optional(),
  ROOT_PUBLIC_KEY_FILE: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_BASE_URL: url('http:', 'https:').optional(),
  FACEBOOK_CLIENT_ID: z.string().optional(),
  FACEBOOK_CLIENT_SECRET: z.string().optional(),
  FACEBOOK_BASE_URL: url('http:', 'https:').optional(),
  APP_MINIMUM_VERSION: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .optional(),
  WEB_APP: z.enum(['on', 'off']).default('off'),
  BLOB_STORE: url('s3:').optional(),
  S3_ENDPOINT: url('http:', 'https:').optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  INTAKE_UPLOADS: z.coerce.number().int().min(1).max(10_000).default(64),
  INTAKE_UPLOADS_PER_DEVICE: z.coerce.number().int().min(1).max(10_000).default(2),
  INTAKE_MEGABYTES: z.coerce.number().int().min(40).default(512),
  STORAGE_RESERVE_MEGABYTES: z.coerce.number().int().min(0).default(1024),
  APP_ORIGINS: packageOrigins.optional(),
  JOBS: z.enum(['here', 'elsewhere']).default('here'),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  RETRY_AFTER_MS: z.coerce.number().int().min(1).max(60_000).default(1000),
  REDELIVER_AFTER_SECONDS: z.coerce.number().int().min(5).max(86_400).default(900),
  SHUTDOWN_SECONDS: z.coerce.number().int().min(0).max(600).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
  AUDIT_HEADS_DIR: z.string().optional(),
});

export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Base URL of the local provider; undefined for the provider's own hosts. */
  readonly baseUrl: string | undefined;
}

const MEGABYTE = 1024 * 1024;

/** The configuration, validated once at start (docs/configuration.md). */
export class AppConfig {
  declare readonly mode: Mode;
  declare readonly host: string;
  declare readonly port: number;
  /** Addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are trusted. */
  declare readonly trustedProxies: readonly string[];
  /** Without a trailing slash. */
  declare readonly publicUrl: string;
  /** The application's own user, which neither owns a table nor administers the server. */
  declare readonly databaseUrl: string;
  /** The owner of the tables, for migrations, roles and roll cuts. In production only operator commands use it. */
  declare readonly ownerDatabaseUrl: string;
  /** For backups: a user with the REPLICATION attribute. */
  declare readonly backupDatabaseUrl: string;
  declare readonly redisUrl: string | undefined;
  declare readonly smtpUrl: string;
  /** True if mail may be sent only over TLS (`smtps:` or STARTTLS) with a valid certificate. */
  declare readonly smtpRequiresTls: boolean;
  declare readonly mailFrom: string;
  declare readonly mailDomain: string;
  /** Domain of the return addresses that receive bounces. */
  declare readonly mailReturnDomain: string;
  /** How long a digest collects folios before it is sent; 0 sends one e-mail per folio. */
  declare readonly mailDigestSeconds: number;
  declare readonly dataFolder: string;
  declare readonly blobsFolder: string;
  /** Replaces `blobsFolder` if blobs are stored in S3. */
  declare readonly s3: S3Location | undefined;
  declare readonly keysFolder: string;
  /** Folder of the intake keys, which web processes only read; by default that of the other keys. */
  declare readonly intakeKeysFolder: string;
  /** Folder to which the signed heads of the audit trail are written every day; may be write-once. */
  declare readonly auditHeadsFolder: string | undefined;
  declare readonly keyEncryptionKey: Buffer;
  /** Opens the intake key. Only processes that run jobs hold it (decision 4); undefined: `keyEncryptionKey` is used. */
  declare readonly intakeKeyEncryptionKey: Buffer | undefined;
  /** The public half of the offline root key (decision 22); undefined: this installation signs its key set itself. */
  declare readonly rootPublicKey: PublicJwk | undefined;
  declare readonly google: OAuthClient | undefined;
  declare readonly facebook: OAuthClient | undefined;
  declare readonly webApp: boolean;
  /** Origins of the app's packages allowed by CORS; empty by default. */
  declare readonly appOrigins: readonly string[];
  /**
   * Oldest app version that may capture, e.g. `1.2.3`; sealed records are accepted from every version (decision 30).
   */
  declare readonly appMinimumVersion: string | undefined;
  /** Maximum concurrent uploads per web process. */
  declare readonly intakeUploads: number;
  /** Maximum concurrent uploads per device; an auxiliary may hold twice as many. */
  declare readonly intakeUploadsPerDevice: number;
  /** Maximum bytes of concurrent uploads per web process. */
  declare readonly intakeBytes: number;
  /** Uploads are rejected if the blob store has less free space than this. */
  declare readonly storageReserveBytes: number;
  /** False if separate workers run the jobs: this process then relays nothing and needs no private intake key. */
  declare readonly runsJobs: boolean;
  declare readonly workerConcurrency: number;
  /** Delay before the first retry of a queued job; doubled with each further retry. */
  declare readonly retryAfterMs: number;
  /** A queued message not handled within this time is queued again, because Redis may have lost it. */
  declare readonly redeliverAfterSeconds: number;
  /** How long running requests may take to end when the process stops. */
  declare readonly shutdownSeconds: number;
  declare readonly logLevel: LogLevel;

  constructor(values: { readonly [Key in keyof AppConfig]: AppConfig[Key] }) {
    Object.assign(this, values);
  }
}

/** All invalid values of a configuration, one line each. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(`Configuración incorrecta:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/**
 * A web process that runs no jobs must not hold the key that opens records (decision 4).
 * @throws ConfigurationError
 */
export function requireWebKeysOnly({ mode, runsJobs, intakeKeyEncryptionKey }: AppConfig): void {
  if (mode !== 'production' || runsJobs || !intakeKeyEncryptionKey) return;
  throw new ConfigurationError([
    'INTAKE_KEK_FILE o INTAKE_KEK: con JOBS=elsewhere este proceso no debe poder abrir los registros; quítela',
  ]);
}

/** @throws ConfigurationError with one line per invalid variable; never contains values. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): AppConfig {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(present);
  if (!parsed.success) {
    throw new ConfigurationError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: falta o no es válida (${issue.message})`),
    );
  }
  const values = parsed.data;
  const lines: string[] = [];
  const keyEncryptionKey = readKey('KEK', values.KEK, values.KEK_FILE, lines) ?? missingKey(lines);
  const intakeKeyEncryptionKey = readKey('INTAKE_KEK', values.INTAKE_KEK, values.INTAKE_KEK_FILE, lines);
  if (intakeKeyEncryptionKey?.equals(keyEncryptionKey) === true) {
    lines.push('INTAKE_KEK_FILE o INTAKE_KEK: debe ser otra llave que KEK');
  }
  const rootPublicKey = readRootKey(values.ROOT_PUBLIC_KEY_FILE, lines);
  const demonstration = values.MODE === 'demonstration';
  const host = values.HOST ?? (demonstration ? '127.0.0.1' : '0.0.0.0');
  if (demonstration && !['127.0.0.1', 'localhost', '::1'].includes(host)) {
    lines.push('HOST: la demostración solo se sirve en esta misma máquina (127.0.0.1)');
  }
  if (!demonstration) checkProduction(values, lines);
  const s3 = s3Location(values, lines);
  const redisUrl = withPassword(values, 'REDIS', lines);
  if (lines.length > 0) throw new ConfigurationError(lines);
  const publicUrl = (values.PUBLIC_URL ?? `http://${host}:${String(values.PORT)}`).replace(/\/$/, '');
  const dataFolder = resolve(values.DATA_DIR);
  const keysFolder = resolve(values.KEYS_DIR ?? join(dataFolder, 'keys'));
  const mailDomain = /@([^>\s]+)/.exec(values.MAIL_FROM)?.[1] ?? 'localhost';
  return new AppConfig({
    mode: values.MODE,
    host,
    port: values.PORT,
    trustedProxies: values.TRUSTED_PROXIES,
    publicUrl,
    databaseUrl: values.DATABASE_URL,
    ownerDatabaseUrl: values.OWNER_DATABASE_URL ?? values.DATABASE_URL,
    backupDatabaseUrl: values.BACKUP_DATABASE_URL ?? values.OWNER_DATABASE_URL ?? values.DATABASE_URL,
    redisUrl,
    smtpUrl: values.SMTP_URL ?? '',
    smtpRequiresTls: !demonstration && !allowsPlaintext(values, 'smtp'),
    mailFrom: values.MAIL_FROM,
    mailDomain,
    mailReturnDomain: values.MAIL_RETURN_DOMAIN ?? mailDomain,
    mailDigestSeconds: values.MAIL_DIGEST_SECONDS ?? (demonstration ? 0 : 300),
    dataFolder,
    blobsFolder: join(dataFolder, 'blobs'),
    s3,
    keysFolder,
    intakeKeysFolder: values.INTAKE_KEYS_DIR === undefined ? keysFolder : resolve(values.INTAKE_KEYS_DIR),
    auditHeadsFolder: values.AUDIT_HEADS_DIR === undefined ? undefined : resolve(values.AUDIT_HEADS_DIR),
    keyEncryptionKey,
    intakeKeyEncryptionKey,
    rootPublicKey,
    google: client(values.GOOGLE_CLIENT_ID, values.GOOGLE_CLIENT_SECRET, values.GOOGLE_BASE_URL),
    facebook: client(values.FACEBOOK_CLIENT_ID, values.FACEBOOK_CLIENT_SECRET, values.FACEBOOK_BASE_URL),
    appMinimumVersion: values.APP_MINIMUM_VERSION,
    webApp: demonstration || values.WEB_APP === 'on',
    intakeUploads: values.INTAKE_UPLOADS,
    intakeUploadsPerDevice: values.INTAKE_UPLOADS_PER_DEVICE,
    intakeBytes: values.INTAKE_MEGABYTES * MEGABYTE,
    storageReserveBytes: values.STORAGE_RESERVE_MEGABYTES * MEGABYTE,
    appOrigins: values.APP_ORIGINS ?? [],
    runsJobs: values.JOBS === 'here',
    workerConcurrency: values.WORKER_CONCURRENCY,
    retryAfterMs: values.RETRY_AFTER_MS,
    redeliverAfterSeconds: values.REDELIVER_AFTER_SECONDS,
    shutdownSeconds: values.SHUTDOWN_SECONDS ?? (demonstration ? 5 : 25),
    logLevel: values.LOG_LEVEL ?? (demonstration ? 'warn' : 'info'),
  });
}

/** Parses `s3://bucket/prefix` and checks the related variables. */
function s3Location(values: z.infer<typeof variables>, lines: string[]): S3Location | undefined {
  const { BLOB_STORE, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = values;
  if (BLOB_STORE === undefined) return undefined;
  if (S3_ENDPOINT === undefined) lines.push('S3_ENDPOINT: falta la dirección del almacenamiento de BLOB_STORE');
  if (S3_ACCESS_KEY_ID === undefined || S3_SECRET_ACCESS_KEY === undefined) {
    lines.push('S3_ACCESS_KEY_ID y S3_SECRET_ACCESS_KEY: faltan las credenciales de BLOB_STORE');
  }
  const { host, pathname } = new URL(BLOB_STORE);
  const prefix = pathname.replace(/^\/|\/$/g, '');
  return {
    endpoint: (S3_ENDPOINT ?? '').replace(/\/$/, ''),
    bucket: host,
    region: S3_REGION,
    accessKeyId: S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: S3_SECRET_ACCESS_KEY ?? '',
    prefix: prefix === '' ? '' : `${prefix}/`,
  };
}

/** Requires the variables of a real installation and rejects those of the demonstration. */
function checkProduction(values: z.infer<typeof variables>, lines: string[]): void {
  if (values.SMTP_URL === undefined) lines.push('SMTP_URL: falta el servidor de correo de la institución');
  if (values.PUBLIC_URL === undefined) lines.push('PUBLIC_URL: falta la dirección pública del sistema');
  else if (!values.PUBLIC_URL.startsWith('https:')) lines.push('PUBLIC_URL: debe empezar con https://');
  if (values.KEYS_DIR === undefined) lines.push('KEYS_DIR: falta la carpeta de llaves, aparte de los datos');
  for (const name of ['GOOGLE_BASE_URL', 'FACEBOOK_BASE_URL'] as const) {
    if (values[name] !== undefined) lines.push(`${name}: el proveedor local solo existe en la demostración; quítela`);
  }
  const urls = {
    database: values.DATABASE_URL,
    owner: values.OWNER_DATABASE_URL,
    backup: values.BACKUP_DATABASE_URL,
    redis: values.REDIS_URL,
    smtp: values.SMTP_URL,
  };
  lines.push(...plaintextConnections(urls, values.ALLOW_PLAINTEXT ?? []));
}

function allowsPlaintext({ ALLOW_PLAINTEXT = [] }: z.infer<typeof variables>, service: EncryptedService): boolean {
  return ALLOW_PLAINTEXT.includes(service);
}

/**
 * The URL with the password from its file, if one is given. Unlike an environment variable, a file is not visible in
 * the process list.
 */
function withPassword(values: z.infer<typeof variables>, service: 'REDIS', lines: string[]): string | undefined {
  const url = values[`${service}_URL`];
  const file = values[`${service}_PASSWORD_FILE`];
  if (url === undefined || file === undefined) return url;
  try {
    const complete = new URL(url);
    complete.password = encodeURIComponent(readFileSync(file, 'utf8').trim());
    return complete.href;
  } catch {
    lines.push(`${service}_PASSWORD_FILE: no se pudo leer el archivo`);
    return url;
  }
}

/** Reads 32 bytes in base64 from a file or a variable; the file takes precedence. */
function readKey(
  name: string,
  value: string | undefined,
  path: string | undefined,
  lines: string[],
): Buffer | undefined {
  try {
    const text = path !== undefined ? readFileSync(path, 'utf8') : value;
    if (text === undefined) return undefined;
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== 32) lines.push(`${name}_FILE o ${name}: debe tener 32 octetos en base64`);
    return key;
  } catch {
    lines.push(`${name}_FILE: no se pudo leer el archivo`);
    return Buffer.alloc(0);
  }
}

function missingKey(lines: string[]): Buffer {
  lines.push('KEK_FILE o KEK: falta la llave que protege las llaves (32 octetos en base64)');
  return Buffer.alloc(0);
}

function readRootKey(path: string | undefined, lines: string[]): PublicJwk | undefined {
  if (path === undefined) return undefined;
  try {
    return rootKey.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    lines.push('ROOT_PUBLIC_KEY_FILE: no se pudo leer, o no es la llave pública de la raíz');
    return undefined;
  }
}

function client(
  id: string | undefined,
  secret: string | undefined,
  baseUrl: string | undefined,
): OAuthClient | undefined {
  return id !== undefined && secret !== undefined ? { clientId: id, clientSecret: secret, baseUrl } : undefined;
}
