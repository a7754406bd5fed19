import { UntrustedError, verifyKeySet, type RootJwk } from '../crypto/index.js';
import type { ExpiringKeySet, KeySet } from '#electoral/wire';
import { packagePlatform } from '../platform.js';
import type { Vault } from '../storage/vault.js';
import type { Server } from './api.js';

/** The user is warned if the key set expires sooner than this: the server should have a newer one. */
const WARNING_MS = 7 * 24 * 3_600_000;

interface KeyRingOptions {
  /** The server's time, as far as the app knows it. */
  readonly now: () => Promise<Date>;
  /** The root key that the build embedded. */
  readonly embedded: RootJwk | undefined;
}

/** The server's keys, trusted only if the root key signed them (decision 22). */
export class KeyRing {
  readonly #now: () => Promise<Date>;
  readonly #embedded: RootJwk | undefined;

  constructor(
    private readonly vault: Pick<Vault, 'setting' | 'saveSetting'>,
    private readonly server: Pick<Server, 'root' | 'keySet'>,
    { now, embedded }: KeyRingOptions,
  ) {
    this.#now = now;
    this.#embedded = embedded;
  }

  /**
   * The stored keys; fetches new ones if there are none or they have expired. If that fails for any reason, expired
   * keys remain in use: a record whose capture has already started must still be sealed, and a receipt accepted. No
   * capture starts with them (see {@link mayStartCapture}), and no lease is renewed.
   */
  async current(): Promise<KeySet> {
    const stored = await this.#stored();
    if (stored === undefined) return this.refresh();
    if (!hasExpired(stored, await this.#now())) return stored;
    return this.refresh().catch(() => stored);
  }

  /** Whether the stored keys can seal a new capture because they have not expired. Does not ask the server. */
  async mayStartCapture(): Promise<boolean> {
    const stored = await this.#stored();
    return stored !== undefined && !hasExpired(stored, await this.#now());
  }

  /** When the stored keys expire, if that is soon (ISO 8601, UTC). */
  async expiresSoon(): Promise<string | undefined> {
    const stored = await this.#stored();
    if (!stored || !isExpiring(stored)) return undefined;
    const left = Date.parse(stored.expiresAt) - (await this.#now()).getTime();
    return left < WARNING_MS ? stored.expiresAt : undefined;
  }

  /**
   * Fetches and stores the keys.
   * @throws UntrustedError if the root did not sign them, they have expired, or they are older than the stored ones,
   * which remain.
   */
  async refresh(): Promise<KeySet> {
    const root = await this.#root();
    const jws = await this.server.keySet(root.kid);
    const keys = await verifyKeySet(root, jws);
    const stored = await this.#stored();
    if (!isExpiring(keys) || hasExpired(keys, await this.#now()) || keys.serial < lowestSerial(stored)) {
      throw new UntrustedError('key-set');
    }
    await this.vault.saveSetting('keySet', jws);
    return keys;
  }

  /** Verifies with the stored keys, and on failure with newly fetched ones: a key may have been rotated. */
  async verifyWith<Payload>(verify: (keys: KeySet) => Promise<Payload>): Promise<Payload> {
    try {
      return await verify(await this.current());
    } catch {
      return verify(await this.refresh());
    }
  }

  /**
   * The stored keys; undefined if the root of this build did not sign them. An update of the app may embed a different
   * root, and then only the server has keys that it signed.
   */
  async #stored(): Promise<KeySet | undefined> {
    const stored = await this.vault.setting('keySet');
    if (stored === undefined) return undefined;
    const root = await this.#root();
    return verifyKeySet(root, stored).catch(() => undefined);
  }

  /**
   * A package embeds the root key and trusts no other. The web app pins the first one it receives (trust on first use).
   * @throws UntrustedError in a package built without it
   */
  async #root(): Promise<RootJwk> {
    if (this.#embedded) return this.#embedded;
    if (packagePlatform() !== undefined) throw new UntrustedError('key-set');
    const pinned = await this.vault.setting('root');
    if (pinned) return pinned;
    const root = await this.server.root();
    await this.vault.saveSetting('root', root);
    return root;
  }
}

/** Key sets stored by earlier versions of the app have no serial number. */
function lowestSerial(stored: KeySet | undefined): number {
  return stored && isExpiring(stored) ? stored.serial : 0;
}

function isExpiring(keys: KeySet): keys is ExpiringKeySet {
  return keys.version === 2;
}

function hasExpired(keys: KeySet, now: Date): boolean {
  return isExpiring(keys) && Date.parse(keys.expiresAt) <= now.getTime();
}
