import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
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
 * The keys of an installation: one file each, wrapped by the key-encryption key (AES-256-GCM), in a folder
 * apart from the database, so that no one backup holds data and keys together (keyed hashes, above all).
 */
export class KeyStore {
  #cache = new Map<string, StoredKey>();
  #loaded: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly keyEncryptionKey: Buffer,
    private readonly now: () => Date,
  ) {
    if (keyEncryptionKey.length !== 32) throw new Error('the key-encryption key has 32 bytes');
  }

  /** The newest key of a name, or undefined. */
  async find(name: string): Promise<StoredKey | undefined> {
    await this.#load();
    return this.#newest(name) ?? (await this.#reload(), this.#newest(name));
  }

  async byKid(kid: string): Promise<StoredKey | undefined> {
    await this.#load();
    return this.#cache.get(kid) ?? (await this.#reload(), this.#cache.get(kid));
  }

  /** The newest key of a name; made by `make` when there is none. Two processes asking at once get the same one. */
  async findOrCreate(name: string, make: () => Buffer): Promise<StoredKey> {
    const found = await this.find(name);
    if (found) return found;
    await this.#write(name, 1, make());
    await this.#reload();
    const created = this.#newest(name);
    if (!created) throw new Error(`the key ${name} could not be read back`);
    return created;
  }

  /** Every key of a name, newest first: old ones go on opening and verifying what they sealed and signed. */
  async all(name: string): Promise<StoredKey[]> {
    await this.#load();
    return this.#generations(name).reverse();
  }

  /**
   * Makes the next generation of a name, which seals and signs from now on; other processes follow at their next start.
   * @throws RangeError for a keyed hash: under another key the same value would no longer be found.
   */
  async rotate(name: string, make: () => Buffer): Promise<StoredKey> {
    if (name.startsWith('hmac.')) throw new RangeError('the key of a keyed hash is destroyed, never rotated');
    await this.#reload();
    const newest = this.#newest(name);
    await this.#write(name, newest === undefined ? 1 : generationOf(newest) + 1, make());
    await this.#reload();
    const made = this.#newest(name);
    if (!made) throw new Error(`the key ${name} could not be read back`);
    return made;
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
      // Whole or not at all, and exclusive: of two that create the same generation one wins, both read the winner's.
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

  #load(): Promise<void> {
    this.#loaded ??= this.#reload();
    return this.#loaded;
  }

  async #reload(): Promise<void> {
    const files = await readdir(this.folder).catch(() => [] as string[]);
    const keys = await Promise.all(
      files.filter((file) => file.endsWith('.json')).map((file) => this.#read(join(this.folder, file))),
    );
    this.#cache = new Map(keys.map((key) => [key.kid, key]));
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

/** Names carry ids of processes; the file's name is a digest, so that any name is a safe one. */
function fileName(kid: string): string {
  return sha256(kid).toString('hex').slice(0, 32);
}
