import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, OutageError } from '../outages/outage.js';
import { sha256 } from './digest.js';
import { randomToken } from './random.js';

export interface StoredKey {
  /** What the key is for, e.g. `receipt`, `hmac.elector.<process>.<office>`. */
  readonly name: string;
  readonly kid: string;
  readonly secret: Buffer;
}

interface KeyFile {
  readonly version: 1;
  readonly name: string;
  readonly kid: string;
  readonly createdAt: string;
  readonly iv: string;
  readonly wrapped: string;
}

/**
 * The keys of an installation: one file each, wrapped by the key-encryption key (AES-256-GCM), in a folder separate
 * from the database, so that no backup contains both the data and the keys, in particular the keys of keyed hashes.
 */
export class KeyStore {
  #cache = new Map<string, StoredKey>();
  #loaded: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly keyEncryptionKey: Buffer,
    private readonly now: () => Date,
  ) {
    if (keyEncryptionKey.length !== 32) throw new Error('the key-encryption key must be 32 bytes long');
  }

  /**
   * Checks that every known key is still in the folder and that the key-encryption key opens them.
   * @throws OutageError
   */
  async check(): Promise<void> {
    await this.#reload();
  }

  /** The newest key with this name. */
  async find(name: string): Promise<StoredKey | undefined> {
    await this.#load();
    return this.#newest(name) ?? (await this.#reload(), this.#newest(name));
  }

  async byKid(kid: string): Promise<StoredKey | undefined> {
    await this.#load();
    return this.#cache.get(kid) ?? (await this.#reload(), this.#cache.get(kid));
  }

  /** The newest key with this name; created with `make` if there is none. Concurrent processes get the same key. */
  async findOrCreate(name: string, make: () => Buffer): Promise<StoredKey> {
    const found = await this.find(name);
    if (found) return found;
    await this.#write(name, 1, make());
    await this.#reload();
    const created = this.#newest(name);
    if (!created) throw new Error(`the key ${name} could not be read back`);
    return created;
  }

  /** All keys with this name, newest first. Old keys still decrypt and verify. */
  async all(name: string): Promise<StoredKey[]> {
    await this.#load();
    return this.#generations(name).reverse();
  }

  /**
   * Creates the next generation of a key, used for new encryptions and signatures. Other processes use it after
   * a restart.
   * @throws RangeError for the key of a keyed hash: with a different key, the same value would have a different hash.
   */
  async rotate(name: string, make: () => Buffer): Promise<StoredKey> {
    if (name.startsWith('hmac.')) throw new RangeError('the key of a keyed hash must not be rotated');
    await this.#reload();
    const newest = this.#newest(name);
    await this.#write(name, newest === undefined ? 1 : generationOf(newest) + 1, make());
    await this.#reload();
    const created = this.#newest(name);
    if (!created) throw new Error(`the key ${name} could not be read back`);
    return created;
  }

  #newest(name: string): StoredKey | undefined {
    return this.#generations(name).at(-1);
  }

  #generations(name: string): StoredKey[] {
    return [...this.#cache.values()]
      .filter((key) => key.name === name)
      .sort((a, b) => generationOf(a) - generationOf(b));
  }

  async #write(name: string, generation: number, secret: Buffer): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const kid = `${name}-${generation}`;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.keyEncryptionKey, iv);
    cipher.setAAD(Buffer.from(kid));
    const wrapped = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    const content: KeyFile = {
      version: 1,
      name,
      kid,
      createdAt: this.now().toISOString(),
      iv: iv.toString('base64'),
      wrapped: wrapped.toString('base64'),
    };
    const temporary = join(this.folder, `${randomToken()}.part`);
    const file = await open(temporary, 'wx', 0o600);
    await file.writeFile(JSON.stringify(content));
    await file.sync();
    await file.close();
    try {
      // Atomic and exclusive: if two processes create the same generation, one wins and both read its key.
      await link(temporary, join(this.folder, `${fileName(kid)}.json`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await unlink(temporary);
    }
    const folder = await open(this.folder, 'r');
    await folder.sync();
    await folder.close();
  }

  async #load(): Promise<void> {
    this.#loaded ??= this.#reload();
    try {
      await this.#loaded;
    } catch (error) {
      this.#loaded = undefined;
      throw error;
    }
  }

  /** @throws OutageError if a key cannot be read: with a missing folder, the caller would create other keys. */
  async #reload(): Promise<void> {
    let keys: readonly StoredKey[];
    try {
      const files = (await this.#files()).filter((file) => file.endsWith('.json'));
      keys = await Promise.all(files.map((file) => this.#read(join(this.folder, file))));
    } catch (error) {
      throw new OutageError('keys', codeOf(error), { cause: error });
    }
    const kids = new Set(keys.map(({ kid }) => kid));
    if ([...this.#cache.keys()].some((kid) => !kids.has(kid))) throw new OutageError('keys', 'ENOENT');
    this.#cache = new Map(keys.map((key) => [key.kid, key]));
  }

  async #files(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      // No key was ever created.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  async #read(path: string): Promise<StoredKey> {
    const file = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
    const wrapped = Buffer.from(file.wrapped, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.keyEncryptionKey, Buffer.from(file.iv, 'base64'));
    decipher.setAAD(Buffer.from(file.kid));
    decipher.setAuthTag(wrapped.subarray(-16));
    const secret = Buffer.concat([decipher.update(wrapped.subarray(0, -16)), decipher.final()]);
    return { name: file.name, kid: file.kid, secret };
  }
}

function generationOf({ kid }: StoredKey): number {
  return Number(kid.slice(kid.lastIndexOf('-') + 1));
}

/** A digest, so that any key name yields a safe file name. */
function fileName(kid: string): string {
  return sha256(kid).toString('hex').slice(0, 32);
}
