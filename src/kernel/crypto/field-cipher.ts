import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { outageOf } from '../outages/outage.js';
import { isKeyLost, isOpen, KeyStore, type OpenKey } from './key-store.js';

const VERSION = 2;
/** Names of the keys for personal values and for the record keys that the control desk needs to show images. */
export type FieldKeyName = 'field' | 'evidence';
const KEY_NAME = 'field';
const [SALT, IV, TAG] = [32, 12, 16];
/** Counter and label of the one-step key derivation of NIST SP 800-56C: hash of counter, secret and fixed info. */
const [COUNTER, LABEL] = [Buffer.from([0, 0, 0, 1]), Buffer.from('apoyo-ciudadano field v2')];

/**
 * Encrypts a value at rest with its own key, derived from the current field key and a random salt.
 * Layout: version(1) · kid length(1) · kid · salt(32) · iv(12) · ciphertext · tag(16), AES-256-GCM.
 * `context` identifies row and column and is authenticated: a value moved to another row cannot be decrypted.
 */
@Injectable()
export class FieldCipher {
  constructor(private readonly keys: KeyStore) {}

  async encrypt(plain: string | Uint8Array, context: string, keyName: FieldKeyName = KEY_NAME): Promise<Buffer> {
    return encrypt(await this.#master(keyName), plain, context);
  }

  /** Encrypts many values, each with its own key, with one access to the key store. */
  async encryptEach(
    values: readonly { readonly plain: string | Uint8Array; readonly context: string }[],
    keyName: FieldKeyName = KEY_NAME,
  ): Promise<Buffer[]> {
    const master = await this.#master(keyName);
    return values.map(({ plain, context }) => encrypt(master, plain, context));
  }

  /** @throws Error if the key is unknown or the value was altered or moved. */
  async decrypt(encrypted: Uint8Array, context: string): Promise<Buffer> {
    const kid = kidOf(encrypted);
    return decrypt(await this.#byKid(kid), encrypted, context);
  }

  /**
   * Decrypts many values.
   * @throws Error if one of them cannot be decrypted, as {@link decrypt} does.
   */
  async decryptEach(
    values: readonly { readonly encrypted: Uint8Array; readonly context: string }[],
  ): Promise<Buffer[]> {
    const masters = new Map<string, OpenKey>();
    const opened: Buffer[] = [];
    for (const { encrypted, context } of values) {
      const kid = kidOf(encrypted);
      const master = masters.get(kid) ?? (await this.#byKid(kid));
      masters.set(kid, master);
      opened.push(decrypt(master, encrypted, context));
    }
    return opened;
  }

  async #byKid(kid: string): Promise<OpenKey> {
    const master = await this.keys.byKid(kid);
    if (!isOpen(master)) throw new Error(`there is no key ${kid}`);
    return master;
  }

  #master(name: FieldKeyName): Promise<OpenKey> {
    return this.keys.findOrCreate(name, () => randomBytes(32));
  }

  /**
   * Opens the first of several ciphertexts of one value that can be opened, e.g. under an earlier and a later key;
   * undefined if none can. Passes over those whose key was lost.
   * @throws OutageError for any other outage
   */
  async openFirst<Value>(
    values: readonly Buffer[],
    open: (encrypted: Buffer) => Promise<Value>,
  ): Promise<{ readonly value: Value; readonly encrypted: Buffer } | undefined> {
    for (const encrypted of values) {
      try {
        return { value: await open(encrypted), encrypted };
      } catch (error) {
        const outage = outageOf(error);
        if (outage && !isKeyLost(outage)) throw error;
      }
    }
    return undefined;
  }

  /** Whether a value is encrypted with the newest key of this name, as {@link encrypt} does now. */
  async isUnderNewest(encrypted: Uint8Array, keyName: FieldKeyName): Promise<boolean> {
    return kidOf(encrypted) === (await this.#master(keyName)).kid;
  }

  async decryptText(encrypted: Uint8Array, context: string): Promise<string> {
    return (await this.decrypt(encrypted, context)).toString('utf8');
  }
}

/** @throws Error for an unknown layout version. */
function kidOf(encrypted: Uint8Array): string {
  if (encrypted[0] !== VERSION) throw new Error('unknown version of an encrypted value');
  return Buffer.from(encrypted.subarray(2, 2 + (encrypted[1] ?? 0))).toString();
}

function decrypt(master: OpenKey, encrypted: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(encrypted.buffer, encrypted.byteOffset, encrypted.byteLength);
  const saltStart = 2 + (bytes[1] ?? 0);
  const ivStart = saltStart + SALT;
  const bodyStart = ivStart + IV;
  const tagStart = bytes.length - TAG;
  if (tagStart < bodyStart) throw new Error('the encrypted value is truncated');
  const key = keyOf(master, bytes.subarray(saltStart, ivStart));
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(ivStart, bodyStart));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(tagStart));
  const plain = decipher.update(bytes.subarray(bodyStart, tagStart));
  // Verifies the tag; in GCM it returns no further bytes.
  decipher.final();
  return plain;
}

function encrypt(master: OpenKey, plain: string | Uint8Array, context: string): Buffer {
  const kid = Buffer.from(master.kid);
  const random = randomBytes(SALT + IV);
  const [salt, iv] = [random.subarray(0, SALT), random.subarray(SALT)];
  const cipher = createCipheriv('aes-256-gcm', keyOf(master, salt), iv);
  cipher.setAAD(Buffer.from(context));
  const body = cipher.update(Buffer.from(plain as Uint8Array));
  cipher.final();
  return Buffer.concat([Buffer.from([VERSION, kid.length]), kid, random, body, cipher.getAuthTag()]);
}

function keyOf({ secret }: OpenKey, salt: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([COUNTER, secret, LABEL, salt]), 'buffer');
}

/** Decrypts a part of a record: `ciphertext || tag` under the record's key (docs/wire.md). */
export function openSealedPart(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** Encrypts a part of a record as a device does: `ciphertext || tag` (docs/wire.md). */
export function sealPart(key: Uint8Array, iv: Uint8Array, plain: Uint8Array, aad: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(aad);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
