import type { OutageError } from '../outages/outage.js';

export interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid?: string;
  readonly use?: string;
  readonly alg?: string;
}

export interface StoredKey {
  /** What the key is for, e.g. `pair.receipt`, `hmac.elector.<process>.<office>`. */
  readonly name: string;
  readonly kid: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Undefined if it was withdrawn, or if this process holds no key-encryption key that opens it. */
  readonly secret: Buffer | undefined;
  /** Undefined unless it is a key pair. */
  readonly publicJwk: PublicJwk | undefined;
  /** Identifies the key itself, unlike its kid: RFC 7638 for a key pair, otherwise a digest of the secret. */
  readonly thumbprint: string;
  /** False if it was prepared by a rotation and is not used yet. */
  readonly active: boolean;
  /** It still verifies what it signed, but devices no longer trust it. */
  readonly retired: boolean;
  /** Its secret was taken out of the installation. */
  readonly withdrawn: boolean;
  /** Wrapped with the key-encryption key that only jobs hold. */
  readonly jobsOnly: boolean;
}

/** A key that this process can use. */
export interface OpenKey extends StoredKey {
  readonly secret: Buffer;
}

export function isOpen(key: StoredKey | undefined): key is OpenKey {
  return key?.secret !== undefined;
}

export function generationOf({ kid }: Pick<StoredKey, 'kid'>): number {
  return Number(kid.slice(kid.lastIndexOf('-') + 1));
}

/** The name of the key that has this kid. */
export function nameOf(kid: string): string {
  return kid.slice(0, Math.max(0, kid.lastIndexOf('-')));
}

/**
 * Keys whose loss causes no loss of data: a new `session` key ends every session, and `pair.root` leaves the server
 * when the root is created offline. No backup has to contain them, and they may be created again.
 */
const REPLACEABLE: ReadonlySet<string> = new Set(['session', 'pair.root']);

export function isReplaceable({ kid }: Pick<StoredKey, 'kid'>): boolean {
  return REPLACEABLE.has(nameOf(kid));
}

/** The key pairs of every installation, by name; without one of them in use the installation cannot work. */
export const REQUIRED_PAIRS: readonly string[] = ['intake', 'receipt', 'lease', 'ticket', 'audit'].map(
  (pair) => `pair.${pair}`,
);

/** Whether the next generation may replace a lost key: what it wraps can be wrapped again with another key. */
export function isReplacedWhenLost(name: string): boolean {
  return name === 'evidence';
}

/**
 * Why a file in a key folder is not used:
 * - `unreadable`: this process's key-encryption keys do not open it, or it is not a key file;
 * - `misplaced`: its name or its folder is not that of its key;
 * - `not-separated`: an intake key that the general key-encryption key opens, although this process has its own;
 * - `public-half`: its public half does not belong to its private one;
 * - `another-key`: the installation knows a different key with this kid.
 */
export type ForeignReason = 'unreadable' | 'misplaced' | 'not-separated' | 'public-half' | 'another-key';

/** A file that is not used, because it is not a key of this installation or cannot be recognised as one. */
export interface ForeignKey {
  readonly file: string;
  /** The kid that the file states; undefined if it states none. */
  readonly kid: string | undefined;
  readonly reason: ForeignReason;
}

/** Whether the folder lacks a key that the installation has had, or contains a different one. */
export function isKeyLost({ service, reason }: OutageError): boolean {
  return service === 'keys' && (reason === 'KEY_MISSING' || reason === 'KEY_FOREIGN');
}
