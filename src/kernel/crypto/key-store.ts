import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { OutageError } from '../outages/outage.js';
import { fileName, isForJobsOnly, KeyFiles, withoutSecret } from './key-file.js';
import { KeyFolders } from './key-folders.js';
import {
  generationOf,
  isReplacedWhenLost,
  nameOf,
  REQUIRED_PAIRS,
  type ForeignKey,
  type OpenKey,
  type StoredKey,
} from './stored-key.js';

export * from './stored-key.js';

/** How soon a process notices a rotation that another one made. */
const NOTICE_MS = 5000;
/** How often the folder is read in any case, because two changes may have the same modification time. */
const RELOAD_MS = 60_000;

/** The keys that this installation has had, regardless of what is in the folder now. */
export interface KeyRegister {
  /** Thumbprints by kid. */
  thumbprints(): Promise<ReadonlyMap<string, string>>;
}

export interface KeyStoreOptions {
  readonly intakeKeyEncryptionKey?: Buffer | undefined;
  /** Folder of the keys that only jobs may open; by default that of the others. */
  readonly intakeFolder?: string | undefined;
  /** Whether this process creates the keys that only jobs may open, if there are none. True by default. */
  readonly createsJobsKeys?: boolean;
  readonly register?: KeyRegister;
}

/**
 * The keys of an installation: one file each, wrapped by a key-encryption key (AES-256-GCM), in folders separate from
 * the database, so that no backup contains both the data and the keys, in particular the keys of keyed hashes. A
 * process without the intake key-encryption key sees only the public half of the intake key.
 *
 * Files that are not keys of this installation are not used ({@link foreign}). If the folder lacks a key that the
 * installation knows, this is an outage; such a key is never created again under the same kid.
 */
export class KeyStore {
  readonly #files: KeyFiles;
  readonly #folders: KeyFolders;
  readonly #options: KeyStoreOptions;
  #cache: ReadonlyMap<string, StoredKey> = new Map();
  #foreign: readonly ForeignKey[] = [];
  #loaded: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;
  #folderState = '';
  #checkedAt = 0;
  #reloadedAt = 0;
  #missedAt = 0;

  constructor(
    folder: string,
    keyEncryptionKey: Buffer,
    private readonly now: () => Date,
    options: KeyStoreOptions = {},
  ) {
    this.#options = options;
    this.#files = new KeyFiles(keyEncryptionKey, options.intakeKeyEncryptionKey);
    this.#folders = new KeyFolders(folder, options.intakeFolder ?? folder, this.#files);
  }

  /**
   * Checks that the folder has a key in use for every kind of key pair of the installation ({@link REQUIRED_PAIRS}) and
   * every key that this process has used, and that the key-encryption key opens them. A missing earlier generation only
   * raises an alarm: anyone who can write to the database can add a kid to the register.
   * @throws OutageError
   */
  async check(): Promise<void> {
    await this.#reload();
    const registered = new Set([...(await this.#registered()).keys()].map(nameOf));
    const isMissing = REQUIRED_PAIRS.some((name) => registered.has(name) && !this.#newest(name));
    if (isMissing) throw new OutageError('keys', 'KEY_MISSING');
  }

  /** The newest key in use with this name. */
  async find(name: string): Promise<StoredKey | undefined> {
    await this.#load();
    return this.#newest(name) ?? (await this.#reload(), this.#newest(name));
  }

  /** @throws OutageError if it is a key of the installation, but the folder lacks it or contains a different one. */
  async byKid(kid: string): Promise<StoredKey | undefined> {
    await this.#load();
    const found = this.#cache.get(kid) ?? (await this.#reloadForUnknown(), this.#cache.get(kid));
    if (!found) await this.#requireNew(kid);
    return found;
  }

  /**
   * The newest key in use with this name; created with `make` if there is none. Concurrent processes get the same key.
   * @throws Error if this process cannot open it; OutageError if only a process that runs jobs may create it, or if the
   * installation has had one
   */
  async findOrCreate(name: string, make: () => Buffer): Promise<OpenKey> {
    return requireOpen(name, await this.findOrCreatePublic(name, make));
  }

  /** Like {@link findOrCreate}, but does not fail if this process sees only the public half. */
  async findOrCreatePublic(name: string, make: () => Buffer): Promise<StoredKey> {
    const found = await this.find(name);
    if (found) return found;
    for (const kid of (await this.#registered()).keys()) if (nameOf(kid) === name) await this.#requireNew(kid);
    return this.#create(name, 1, make(), false);
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

  /** The files that were not used when the folder was last read. */
  foreign(): readonly ForeignKey[] {
    return this.#foreign;
  }

  /**
   * Creates the next generation of a key. Other processes use it within seconds. If the folder has lost every
   * generation, only the evidence key can be rotated: what it wrapped can be wrapped again with another key.
   * @param prepared the new key verifies and decrypts, but is used for new signatures only after {@link activate}.
   * @throws RangeError for the key of a keyed hash: with a different key, the same value would have a different hash.
   */
  async rotate(name: string, make: () => Buffer, prepared = false): Promise<StoredKey> {
    if (name.startsWith('hmac.')) throw new RangeError('the key of a keyed hash must not be rotated');
    await this.#reload();
    const newest = this.#generations(name).at(-1);
    const lost = isReplacedWhenLost(name) ? [...(await this.#registered()).keys()] : [];
    const generations = lost.filter((kid) => nameOf(kid) === name).map((kid) => generationOf({ kid }));
    const latest = Math.max(newest === undefined ? 0 : generationOf(newest), ...generations);
    return this.#create(name, latest + 1, make(), prepared && newest !== undefined);
  }

  /** Puts prepared keys into use. */
  async activate(kids: readonly string[]): Promise<void> {
    await this.#reload();
    await this.#folders.mark(
      kids.filter((kid) => this.#cache.get(kid)?.active === false),
      'active',
    );
    await this.#reload();
  }

  /** Marks old keys as retired: every process then leaves them out of the key set. */
  async retire(kids: readonly string[]): Promise<void> {
    await this.#reload();
    await this.#folders.mark(
      kids.filter((kid) => this.#cache.get(kid)?.retired === false),
      'retired',
    );
    await this.#reload();
  }

  /**
   * Takes the secret of a key pair out of the folder; its public half remains. Other processes notice within a minute,
   * but may keep the secret in memory until they end.
   * @param keep stores the secret elsewhere before it is removed.
   * @throws Error if this process cannot open the key
   */
  async withdraw(kid: string, keep: (key: OpenKey) => Promise<void>): Promise<void> {
    const key = (await this.list()).find((each) => each.kid === kid);
    if (!key) throw new Error(`there is no key ${kid}`);
    await keep(requireOpen(key.name, key));
    await this.#folders.rewrite(kid, (content) => withoutSecret(content, key));
    await this.#reload();
  }

  /**
   * Wraps keys that only jobs may open with the intake key-encryption key and moves them to their folder: all of them
   * if none is wrapped by it yet, later only the given one. A web process can write a key that the general
   * key-encryption key wraps, so the operator must have recognised it as their own.
   * @returns the keys that were separated.
   * @throws Error without the intake key-encryption key; RangeError if keys are waiting, others are already
   * separated, and no kid was given
   */
  async separate(kid?: string): Promise<Pick<StoredKey, 'kid' | 'thumbprint'>[]> {
    if (!this.#options.intakeKeyEncryptionKey) throw new Error('the intake key-encryption key is missing');
    await this.#reload();
    const waiting = this.#foreign.filter(
      (key) =>
        key.kid !== undefined &&
        isForJobsOnly(nameOf(key.kid)) &&
        basename(key.file) === `${fileName(key.kid)}.json` &&
        (key.reason === 'not-separated' || key.reason === 'misplaced'),
    );
    const chosen = waiting.filter((key) => kid === undefined || key.kid === kid);
    const hasOwn = [...this.#cache.values()].some(({ name }) => isForJobsOnly(name));
    if (chosen.length > 0 && hasOwn && kid === undefined) throw new RangeError('the kid of the key is required');
    const separated: Pick<StoredKey, 'kid' | 'thumbprint'>[] = [];
    for (const key of chosen) separated.push(await this.#separate(key));
    await this.#reload();
    return separated;
  }

  /** The files of these keys as they are, wrapped, by file name; for a backup. */
  files(keys: readonly StoredKey[]): Promise<Record<string, string>> {
    return this.#folders.contents(keys.map(({ kid }) => kid));
  }

  async #separate(file: ForeignKey): Promise<Pick<StoredKey, 'kid' | 'thumbprint'>> {
    const key = this.#files.openUnseparated(await readFile(file.file, 'utf8'));
    const { name, secret } = requireOpen(key.name, key);
    const known = this.#cache.get(key.kid)?.thumbprint ?? (await this.#registered()).get(key.kid);
    if (known !== undefined && known !== key.thumbprint)
      throw new Error(`the installation has a different key with the kid ${key.kid}`);
    await this.#folders.replace(file, this.#files.wrap({ ...key, name, secret }));
    return { kid: key.kid, thumbprint: key.thumbprint };
  }

  #newest(name: string): StoredKey | undefined {
    return this.#generations(name).findLast(({ active }) => active);
  }

  #generations(name: string): StoredKey[] {
    return [...this.#cache.values()]
      .filter((key) => key.name === name)
      .sort((a, b) => generationOf(a) - generationOf(b));
  }

  async #create(name: string, generation: number, secret: Buffer, prepared: boolean): Promise<StoredKey> {
    const { createsJobsKeys = true } = this.#options;
    if (isForJobsOnly(name) && !createsJobsKeys) throw new OutageError('keys', 'KEY_NOT_CREATED');
    const kid = `${name}-${String(generation)}`;
    await this.#requireNew(kid);
    if (this.#generations(name).some((key) => key.jobsOnly) && !this.#options.intakeKeyEncryptionKey) {
      throw new Error(`this process cannot create the key ${name}: it lacks the intake key-encryption key`);
    }
    const createdAt = this.now().toISOString();
    await this.#folders.add(kid, this.#files.wrap({ name, kid, createdAt, secret, prepared }));
    await this.#reload();
    const created = this.#cache.get(kid);
    if (!created) throw new OutageError('keys', 'KEY_FOREIGN');
    return created;
  }

  /** @throws OutageError if the installation has or had a key with this kid that is not in use here. */
  async #requireNew(kid: string): Promise<void> {
    if ((await this.#registered()).has(kid)) throw new OutageError('keys', 'KEY_MISSING');
    const hasFile = (key: ForeignKey): boolean => key.kid === kid || basename(key.file) === `${fileName(kid)}.json`;
    if (this.#foreign.some(hasFile)) throw new OutageError('keys', 'KEY_FOREIGN');
  }

  async #registered(): Promise<ReadonlyMap<string, string>> {
    return (await this.#options.register?.thumbprints()) ?? new Map();
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
    if (isDue || (await this.#folders.state()) !== this.#folderState) await this.#reload().catch(() => undefined);
  }

  /** Any client can choose the kid of a ticket or an upload, so the folder is not read again for every unknown kid. */
  async #reloadForUnknown(): Promise<void> {
    const now = this.now().getTime();
    const isRecent = Math.abs(now - this.#missedAt) < NOTICE_MS;
    if (isRecent && (await this.#folders.state()) === this.#folderState) return;
    this.#missedAt = now;
    await this.#reload();
  }

  /**
   * Runs one reload at a time, so that an older listing does not replace a newer one. Calls made before a reload starts
   * share it.
   * @throws OutageError if a key cannot be read; otherwise a caller would create new keys if the folder were missing.
   */
  #reload(): Promise<void> {
    this.#queued ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#queued = undefined;
        this.#running = this.#read();
        return this.#running;
      });
    return this.#queued;
  }

  async #read(): Promise<void> {
    const state = await this.#folders.state();
    const { keys, foreign } = await this.#folders.list();
    const registered = await this.#registered();
    const own = keys.filter(({ kid, thumbprint }) => {
      const known = this.#cache.get(kid)?.thumbprint ?? registered.get(kid);
      return known === undefined || known === thumbprint;
    });
    const others = keys.filter((key) => !own.includes(key));
    const cache = new Map(own.map((key) => [key.kid, key]));
    if ([...this.#cache.keys()].some((kid) => !cache.has(kid))) throw new OutageError('keys', 'ENOENT');
    this.#cache = cache;
    this.#foreign = [
      ...foreign,
      ...others.map(({ kid }) => ({ file: `${fileName(kid)}.json`, kid, reason: 'another-key' as const })),
    ];
    this.#folderState = state;
    this.#checkedAt = this.#reloadedAt = this.now().getTime();
  }
}

function requireOpen(name: string, key: StoredKey): OpenKey {
  const { secret } = key;
  if (!secret) throw new Error(`this process cannot open the key ${name}`);
  return { ...key, secret };
}
