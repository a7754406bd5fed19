import { createCipheriv, createDecipheriv, createECDH, randomBytes } from 'node:crypto';
import { sha256 } from './digest.js';
import { jwkThumbprint } from './jwk-thumbprint.js';
import { generationOf, type ForeignReason, type PublicJwk, type StoredKey } from './stored-key.js';

/**
 * Only jobs open what devices encrypt (decision 4): this key pair has its own key-encryption key and its own folder.
 */
const JOBS_ONLY: ReadonlySet<string> = new Set(['pair.intake']);

export function isForJobsOnly(name: string): boolean {
  return JOBS_ONLY.has(name);
}

/** The file of one key. */
interface KeyFile {
  readonly version: 1;
  readonly name: string;
  readonly kid: string;
  readonly createdAt: string;
  readonly iv: string;
  readonly wrapped: string;
  readonly prepared?: boolean;
  readonly wrappedBy?: 'intake';
  /** The secret was taken out of the installation; `wrapped` is empty. */
  readonly withdrawn?: true;
  readonly publicJwk?: PublicJwk;
}

/** A key as it is written to its file. */
interface NewKey {
  readonly name: string;
  readonly kid: string;
  readonly createdAt: string;
  readonly secret: Buffer;
  readonly prepared: boolean;
}

/** Extension of an empty marker file next to the key file. */
export type Marker = 'active' | 'retired';

/**
 * Where a file was found: in the general folder, in the folder for jobs only, or in the only folder if both are one.
 */
export type KeyPlace = 'general' | 'jobs-only' | 'only';

/** The file is not a key that this process may use. */
export class ForeignKeyError extends Error {
  constructor(
    readonly reason: ForeignReason,
    readonly kid: string | undefined,
    options?: ErrorOptions,
  ) {
    super(`the key file is foreign: ${reason}`, options);
    this.name = 'ForeignKeyError';
  }
}

/** Wraps keys for their files and opens them (AES-256-GCM). */
export class KeyFiles {
  constructor(
    private readonly keyEncryptionKey: Buffer,
    private readonly intakeKeyEncryptionKey: Buffer | undefined,
  ) {
    for (const key of [keyEncryptionKey, intakeKeyEncryptionKey]) {
      if (key && key.length !== 32) throw new Error('the key-encryption key must be 32 bytes long');
    }
  }

  /** @returns the content of the file. */
  wrap({ name, kid, createdAt, secret, prepared }: NewKey): string {
    const own = JOBS_ONLY.has(name) ? this.intakeKeyEncryptionKey : undefined;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', own ?? this.keyEncryptionKey, iv);
    cipher.setAAD(Buffer.from(kid));
    const wrapped = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    const file: KeyFile = {
      version: 1,
      name,
      kid,
      createdAt,
      iv: iv.toString('base64'),
      wrapped: wrapped.toString('base64'),
      ...(prepared && { prepared }),
      ...(own && { wrappedBy: 'intake' as const }),
      ...(isPair(name) && { publicJwk: publicHalf(secret) }),
    };
    return JSON.stringify(file);
  }

  /**
   * @param file name without extension.
   * @param markers those that exist beside it.
   * @throws ForeignKeyError
   */
  open(file: string, content: string, markers: ReadonlySet<Marker>, place: KeyPlace): StoredKey {
    const parsed = parse(content);
    const { name, kid, wrappedBy } = parsed;
    const belongs = place === 'only' || (place === 'jobs-only') === JOBS_ONLY.has(name);
    if (kid !== `${name}-${String(generationOf({ kid }))}` || file !== fileName(kid) || !belongs) {
      throw new ForeignKeyError('misplaced', kid);
    }
    // The web processes have the general key-encryption key: they may have written any key that it wraps.
    if (JOBS_ONLY.has(name) && this.intakeKeyEncryptionKey && wrappedBy !== 'intake') {
      throw new ForeignKeyError('not-separated', kid);
    }
    return this.#opened(parsed, markers);
  }

  /**
   * Opens a key that only jobs should hold, whichever key-encryption key wraps it.
   * @throws ForeignKeyError if it cannot be opened, or if its public half belongs to another key.
   */
  openUnseparated(content: string): StoredKey & { readonly prepared: boolean } {
    const parsed = parse(content);
    return { ...this.#opened(parsed, new Set()), prepared: parsed.prepared === true };
  }

  #opened(parsed: KeyFile, markers: ReadonlySet<Marker>): StoredKey {
    const { name, kid, createdAt, prepared = false } = parsed;
    const jobsOnly = JOBS_ONLY.has(name) && parsed.wrappedBy === 'intake';
    const key = jobsOnly ? this.intakeKeyEncryptionKey : this.keyEncryptionKey;
    // Only a secret proves an intake key, so none of them can be withdrawn.
    const withdrawn = parsed.withdrawn === true && isPair(name) && !JOBS_ONLY.has(name);
    const secret = withdrawn ? undefined : key && unwrap(parsed, key);
    // Files of earlier releases have no public half.
    const publicJwk = secret && isPair(name) ? publicHalf(secret) : parsed.publicJwk;
    if (publicJwk && parsed.publicJwk && jwkThumbprint(publicJwk) !== jwkThumbprint(parsed.publicJwk)) {
      throw new ForeignKeyError('public-half', kid);
    }
    const thumbprint = publicJwk ? jwkThumbprint(publicJwk) : secret && secretThumbprint(secret);
    if (thumbprint === undefined) throw new ForeignKeyError('unreadable', kid);
    const [active, retired] = [!prepared || markers.has('active'), markers.has('retired')];
    return { name, kid, createdAt, jobsOnly, active, retired, withdrawn, secret, publicJwk, thumbprint };
  }
}

/**
 * The same file without its secret.
 * @param key the key that was opened from the file.
 */
export function withoutSecret(content: string, { publicJwk }: Pick<StoredKey, 'publicJwk'>): string {
  const { publicJwk: _unchecked, ...file } = parse(content);
  return JSON.stringify({ ...file, ...(publicJwk && { publicJwk }), wrapped: '', withdrawn: true });
}

/** The file name without extension: a digest, so that any kid yields a safe name. */
export function fileName(kid: string): string {
  return sha256(kid).toString('hex').slice(0, 32);
}

function isPair(name: string): boolean {
  return name.startsWith('pair.');
}

function parse(content: string): KeyFile {
  try {
    const file = JSON.parse(content) as Partial<Record<keyof KeyFile, unknown>> | null;
    const texts = [file?.name, file?.kid, file?.createdAt, file?.iv, file?.wrapped];
    if (texts.every((text) => typeof text === 'string')) return file as unknown as KeyFile;
  } catch {
    // Reported like any other content that is not a key file.
  }
  throw new ForeignKeyError('unreadable', undefined);
}

function unwrap({ kid, iv, wrapped }: KeyFile, key: Buffer): Buffer {
  try {
    const bytes = Buffer.from(wrapped, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'));
    decipher.setAAD(Buffer.from(kid));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
  } catch (error) {
    throw new ForeignKeyError('unreadable', kid, { cause: error });
  }
}

/** Computed from the private key, not taken from what is stored beside it. */
function publicHalf(secret: Buffer): PublicJwk {
  const { d = '' } = JSON.parse(secret.toString()) as { readonly d?: string };
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(d, 'base64url'));
  const point = pair.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  return { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' };
}

/** The secret is random, so its digest reveals nothing. */
function secretThumbprint(secret: Buffer): string {
  return sha256(Buffer.concat([Buffer.from('apoyo-ciudadano key thumbprint v1\0'), secret])).toString('base64url');
}
