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
  /** Undefined if this process holds no key-encryption key that opens it. */
  readonly secret: Buffer | undefined;
  /** Of a key pair. */
  readonly publicJwk: PublicJwk | undefined;
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

/** The file of one key. */
export interface KeyFile {
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
