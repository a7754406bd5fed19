import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, OutageError } from '../outages/outage.js';
import { sha256 } from './digest.js';
import { randomToken } from './random.js';
import { generationOf, type KeyFile, type OpenKey, type PublicJwk, type StoredKey } from './stored-key.js';

export * from './stored-key.js';

/** Only jobs open what devices encrypt (decision 4): this key pair has its own key-encryption key. */
const JOBS_ONLY: ReadonlySet<string> = new Set(['pair.intake']);
/** Extension of an empty file beside the key's own. */
type Marker = 'active' | 'retired';
/** How soon a process notices a rotation that another one made. */
const NOTICE_MS = 5000;
/** How often the folder is read in any case, because two changes may have the same modification time. */
const RELOAD_MS = 60_000;

/**
 * The keys of an installation: one file each, wrapped by a key-encryption key (AES-256-GCM), in a folder separate from
 * the database, so that no backup contains both the data and the keys, in particular the keys of keyed hashes. A
 * process without the intake key-encryption key sees only the public half of the intake key.
 */
export class KeyStore {
  #cache = new Map<string, StoredKey>();
  #loaded: Promise<void> | undefined;
  #folderChanged = 0;
  #checkedAt = 0;
  #reloadedAt = 0;

  constructor(
    private readonly folder: string,
    private readonly keyEncryptionKey: Buffer,
    private readonly now: () => Date,
    private readonly intakeKeyEncryptionKey?: Buffer,
    /** Whether this process creates the keys that only jobs may open, if there are none. */
    private readonly runsJobs = true,
  ) {
    for (const key of [keyEncryptionKey, intakeKeyEncryptionKey]) {
      if (key && key.length !== 32) throw new Error('the key-encryption key must be 32 bytes long');
    }
  }

  /**
   * Checks that every known key is still in the folder and that the key-encryption key opens them.
   * @throws OutageError
   */
  async check(): Promise<void> {
    await this.#reload();
  }

  /** The newest key in use with this name. */
  async find(name: string): Promise<StoredKey | undefined> {
    await this.#load();
    return this.#newest(name) ?? (await this.#reload(), this.#newest(name));
  }

  async byKid(kid: string): Promise<StoredKey | undefined> {
    await this.#load();
    return this.#cache.get(kid) ?? (await this.#reload(), this.#cache.get(kid));
  }

  /**
   * The newest key in use with this name; created with `make` if there is none. Concurrent processes get the same key.
   * @throws Error if this process cannot open it; OutageError if only a process that runs jobs may create it.
   */
  async findOrCreate(name: string, make: () => Buffer): Promise<OpenKey> {
    return requireOpen(name, await this.findOrCreatePublic(name, make));
  }

  /** Like {@link findOrCreate}, but does not fail if this process sees only the public half. */
  async findOrCreatePublic(name: string, make: () => Buffer): Promise<StoredKey> {
    const found = await this.find(name);
    if (found) return found;
    if (JOBS_ONLY.has(name) && !this.runsJobs) throw new OutageError('keys', 'KEY_NOT_CREATED');
    await this.#write(name, 1, make(), false);
    return this.#created(name, 1);
  }

  /** All keys with this name, newest first. Old keys still decrypt and verify; the newest may not be in use yet. */
  async all(name: string): Promise<StoredKey[]> {
    await this.#load();
    return this.#generations(name).reverse();
  }

  /** Every key that is in the folder now. */
  async list(): Promise<StoredKey[]> {
    await this.#reload();
    return [...this.#cache.values()].sort((a, b) => (a.kid < b.kid ? -1 : 1));
  }

  /**
   * Creates the next generation of a key. Other processes use it within seconds.
   * @param prepared the new key verifies and decrypts, but is used for new signatures only after {@link activate}.
   * @throws RangeError for the key of a keyed hash: with a different key, the same value would have a different hash.
   */
  async rotate(name: string, make: () => Buffer, prepared = false): Promise<StoredKey> {
    if (name.startsWith('hmac.')) throw new RangeError('the key of a keyed hash must not be rotated');
    await this.#reload();
    const newest = this.#generations(name).at(-1);
    const generation = newest === undefined ? 1 : generationOf(newest) + 1;
    await this.#write(name, generation, make(), prepared && newest !== undefined);
    return this.#created(name, generation);
  }

  /** Puts prepared keys into use. */
  async activate(kids: readonly string[]): Promise<void> {
    await this.#reload();
    await this.#mark(
      kids.filter((kid) => this.#cache.get(kid)?.active === false),
      'active',
    );
  }

  /** Marks old keys, which other processes then leave out of the key set. */
  async retire(kids: readonly string[]): Promise<void> {
    await this.#reload();
    await this.#mark(
      kids.filter((kid) => this.#cache.get(kid)?.retired === false),
      'retired',
    );
  }

  /**
   * Takes the secret of a key pair out of the folder; its public half remains. Other processes notice within a minute,
   * but may keep the secret in memory until they end. @param keep stores the secret elsewhere, before it is removed.
   * @throws Error if this process cannot open the key
   */
  async withdraw(kid: string, keep: (key: OpenKey) => Promise<void>): Promise<void> {
    const key = (await this.list()).find((each) => each.kid === kid);
    if (!key) throw new Error(`there is no key ${kid}`);
    await keep(requireOpen(key.name, key));
    const path = join(this.folder, `${fileName(kid)}.json`);
    const { publicJwk: _unchecked, ...file } = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
    const { publicJwk } = key;
    await rename(
      await this.#temporary({ ...file, ...(publicJwk && { publicJwk }), wrapped: '', withdrawn: true }),
      path,
    );
    await this.#syncFolder();
    await this.#reload();
  }

  async #mark(kids: readonly string[], state: Marker): Promise<void> {
    for (const kid of kids) {
      const marker = await open(join(this.folder, `${fileName(kid)}.${state}`), 'a', 0o600);
      await marker.sync();
      await marker.close();
    }
    if (kids.length === 0) return;
    await this.#syncFolder();
    await this.#reload();
  }

  /**
   * Wraps the keys that only jobs may open with the intake key-encryption key.
   * @returns the kids of those that were not wrapped with it before.
   * @throws Error if that key is missing.
   */
  async separate(): Promise<string[]> {
    if (!this.intakeKeyEncryptionKey) throw new Error('the intake key-encryption key is missing');
    const moved = (await this.list()).filter(({ name, jobsOnly }) => JOBS_ONLY.has(name) && !jobsOnly);
    for (const key of moved) {
      const path = join(this.folder, `${fileName(key.kid)}.json`);
      const { prepared, createdAt } = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
      const { name, secret } = requireOpen(key.name, key);
      const content = this.#wrap(name, key.kid, secret, createdAt, prepared === true);
      await rename(await this.#temporary(content), path);
    }
    await this.#syncFolder();
    await this.#reload();
    return moved.map(({ kid }) => kid);
  }

  /** The contents of the key files, with the keys wrapped, by file name; for a backup. */
  async files(): Promise<Record<string, string>> {
    const files = (await this.#files()).filter((file) => /\.(json|active|retired)$/.test(file));
    const contents = await Promise.all(files.map((file) => readFile(join(this.folder, file), 'utf8')));
    return Object.fromEntries(files.map((file, index) => [file, contents[index] ?? '']));
  }

  /** Opens the files of a backup with the key-encryption keys of this store. @throws Error if one cannot be opened. */
  openFiles(files: Readonly<Record<string, string>>): StoredKey[] {
    return Object.entries(files)
      .filter(([name]) => name.endsWith('.json'))
      .map(([name, content]) => this.#open(content, (state) => files[name.replace(/json$/, state)] !== undefined));
  }

  #newest(name: string): StoredKey | undefined {
    return this.#generations(name).findLast(({ active }) => active);
  }

  #generations(name: string): StoredKey[] {
    return [...this.#cache.values()]
      .filter((key) => key.name === name)
      .sort((a, b) => generationOf(a) - generationOf(b));
  }

  async #created(name: string, generation: number): Promise<StoredKey> {
    await this.#reload();
    const created = this.#cache.get(`${name}-${String(generation)}`);
    if (!created) throw new Error(`the key ${name} could not be read back`);
    return created;
  }

  #wrap(name: string, kid: string, secret: Buffer, createdAt: string, prepared: boolean): KeyFile {
    const jobsOnly = JOBS_ONLY.has(name) && this.intakeKeyEncryptionKey !== undefined;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#encryptionKey(jobsOnly) ?? Buffer.alloc(0), iv);
    cipher.setAAD(Buffer.from(kid));
    const wrapped = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    return {
      version: 1,
      name,
      kid,
      createdAt,
      iv: iv.toString('base64'),
      wrapped: wrapped.toString('base64'),
      ...(prepared && { prepared }),
      ...(jobsOnly && { wrappedBy: 'intake' as const }),
      ...(name.startsWith('pair.') && { publicJwk: publicHalf(secret) }),
    };
  }

  async #write(name: string, generation: number, secret: Buffer, prepared: boolean): Promise<void> {
    const kid = `${name}-${String(generation)}`;
    if (JOBS_ONLY.has(name) && !this.intakeKeyEncryptionKey && this.#generations(name).some((key) => key.jobsOnly)) {
      throw new Error(`this process cannot create the key ${name}: it lacks the intake key-encryption key`);
    }
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const temporary = await this.#temporary(this.#wrap(name, kid, secret, this.now().toISOString(), prepared));
    try {
      // Atomic and exclusive: if two processes create the same generation, one wins and both read its key.
      await link(temporary, join(this.folder, `${fileName(kid)}.json`));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await unlink(temporary);
    }
    await this.#syncFolder();
  }

  async #temporary(content: KeyFile): Promise<string> {
    const temporary = join(this.folder, `${randomToken()}.part`);
    const file = await open(temporary, 'wx', 0o600);
    await file.writeFile(JSON.stringify(content));
    await file.sync();
    await file.close();
    return temporary;
  }

  async #syncFolder(): Promise<void> {
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
    await this.#noticeChanges();
  }

  /** Reads the folder again after another process has changed it. An outage leaves the known keys in use. */
  async #noticeChanges(): Promise<void> {
    const now = this.now().getTime();
    if (Math.abs(now - this.#checkedAt) < NOTICE_MS) return;
    this.#checkedAt = now;
    const isDue = Math.abs(now - this.#reloadedAt) >= RELOAD_MS;
    if (isDue || (await this.#changedAt()) !== this.#folderChanged) await this.#reload().catch(() => undefined);
  }

  async #changedAt(): Promise<number> {
    return stat(this.folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => this.#folderChanged,
    );
  }

  /** @throws OutageError if a key cannot be read; otherwise a caller would create new keys if the folder is missing. */
  async #reload(): Promise<void> {
    const changed = await this.#changedAt();
    let keys: readonly StoredKey[];
    try {
      const files = await this.#files();
      const present = new Set(files);
      keys = await Promise.all(
        files
          .filter((file) => file.endsWith('.json'))
          .map(async (file) =>
            this.#open(await readFile(join(this.folder, file), 'utf8'), (state) =>
              present.has(file.replace(/json$/, state)),
            ),
          ),
      );
    } catch (error) {
      throw new OutageError('keys', codeOf(error), { cause: error });
    }
    const kids = new Set(keys.map(({ kid }) => kid));
    if ([...this.#cache.keys()].some((kid) => !kids.has(kid))) throw new OutageError('keys', 'ENOENT');
    this.#cache = new Map(keys.map((key) => [key.kid, key]));
    this.#folderChanged = changed;
    this.#checkedAt = this.#reloadedAt = this.now().getTime();
  }

  async #files(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch (error) {
      // No key has been created yet.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #encryptionKey(jobsOnly: boolean): Buffer | undefined {
    return jobsOnly ? this.intakeKeyEncryptionKey : this.keyEncryptionKey;
  }

  #open(content: string, isMarked: (state: Marker) => boolean): StoredKey {
    const file = JSON.parse(content) as KeyFile;
    const { name, kid, createdAt, prepared = false, withdrawn = false } = file;
    const jobsOnly = file.wrappedBy === 'intake';
    const key = this.#encryptionKey(jobsOnly);
    const secret = withdrawn ? undefined : key && unwrap(file, key);
    // Files of earlier releases have no public half.
    const publicJwk = file.publicJwk ?? (secret && name.startsWith('pair.') ? publicHalf(secret) : undefined);
    const [active, retired] = [!prepared || isMarked('active'), isMarked('retired')];
    return { name, kid, createdAt, jobsOnly, active, retired, withdrawn, secret, publicJwk };
  }
}

function unwrap({ kid, iv, wrapped }: KeyFile, key: Buffer): Buffer {
  const bytes = Buffer.from(wrapped, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'));
  decipher.setAAD(Buffer.from(kid));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
}

function publicHalf(secret: Buffer): PublicJwk {
  const { kty, crv, x, y } = JSON.parse(secret.toString()) as PublicJwk;
  return { kty, crv, x, y };
}

function requireOpen(name: string, key: StoredKey): OpenKey {
  const { secret } = key;
  if (!secret) throw new Error(`this process cannot open the key ${name}`);
  return { ...key, secret };
}

/** A digest, so that any key name yields a safe file name. */
function fileName(kid: string): string {
  return sha256(kid).toString('hex').slice(0, 32);
}
