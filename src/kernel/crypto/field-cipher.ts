import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KeyStore, type StoredKey } from './key-store.js';

const VERSION = 1;
const KEY_NAME = 'field';

/**
 * Encrypts one value at rest under a key of its own, wrapped by the current field key.
 * Layout: version(1) · kid length(1) · kid · wrap iv(12) · wrapped key(32+16) · iv(12) · ciphertext · tag(16).
 * `context` names row and column and is authenticated: a value moved to another row does not open.
 */
@Injectable()
export class FieldCipher {
  constructor(private readonly keys: KeyStore) {}

  async encrypt(plain: string | Uint8Array, context: string): Promise<Buffer> {
    return seal(await this.#master(), plain, context);
  }

  /** Many values in their order, each under a key of its own; thousands of rows are spared the way to the key store. */
  async encryptEach(
    values: readonly { readonly plain: string | Uint8Array; readonly context: string }[],
  ): Promise<Buffer[]> {
    const master = await this.#master();
    return values.map(({ plain, context }) => seal(master, plain, context));
  }

  /** @throws Error when the key is unknown or the value was altered or moved. */
  async decrypt(sealed: Uint8Array, context: string): Promise<Buffer> {
    const kid = kidOf(sealed);
    return open(await this.#byKid(kid), sealed, context);
  }

  /** Many values in their order. @throws Error as {@link decrypt} does, for the first that does not open. */
  async decryptEach(values: readonly { readonly sealed: Uint8Array; readonly context: string }[]): Promise<Buffer[]> {
    const masters = new Map<string, StoredKey>();
    const opened: Buffer[] = [];
    for (const { sealed, context } of values) {
      const kid = kidOf(sealed);
      const master = masters.get(kid) ?? (await this.#byKid(kid));
      masters.set(kid, master);
      opened.push(open(master, sealed, context));
    }
    return opened;
  }

  async #byKid(kid: string): Promise<StoredKey> {
    const master = await this.keys.byKid(kid);
    if (!master) throw new Error(`no key ${kid} to open a value with`);
    return master;
  }

  #master(): Promise<StoredKey> {
    return this.keys.findOrCreate(KEY_NAME, () => randomBytes(32));
  }

  async decryptText(sealed: Uint8Array, context: string): Promise<string> {
    return (await this.decrypt(sealed, context)).toString('utf8');
  }
}

/** @throws Error for a layout that is not known. */
function kidOf(sealed: Uint8Array): string {
  if (sealed[0] !== VERSION) throw new Error('unknown version of an encrypted value');
  return Buffer.from(sealed.subarray(2, 2 + (sealed[1] ?? 0))).toString();
}

function open(master: StoredKey, sealed: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const wrapStart = 2 + (bytes[1] ?? 0);
  const wrapEnd = wrapStart + 12 + 32 + 16;
  const key = gcmOpen(master.secret, bytes.subarray(wrapStart, wrapEnd), context);
  return gcmOpen(key, bytes.subarray(wrapEnd), context);
}

function seal(master: StoredKey, plain: string | Uint8Array, context: string): Buffer {
  const kid = Buffer.from(master.kid);
  // Key and both nonces at once: asking for randomness costs more than enciphering a short value.
  const random = randomBytes(32 + 12 + 12);
  const key = random.subarray(0, 32);
  return Buffer.concat([
    Buffer.from([VERSION, kid.length]),
    kid,
    gcmSeal(master.secret, key, context, random.subarray(32, 44)),
    gcmSeal(key, Buffer.from(plain as Uint8Array), context, random.subarray(44)),
  ]);
}

function gcmSeal(key: Buffer, plain: Buffer, context: string, iv: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function gcmOpen(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** Opens one sealed part of a record: `ciphertext || tag` under the record's key (docs/wire.md). */
export function openSealedPart(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** Seals one part of a record as a device does: `ciphertext || tag` (docs/wire.md). */
export function sealPart(key: Uint8Array, iv: Uint8Array, plain: Uint8Array, aad: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
