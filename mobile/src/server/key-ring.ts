import { UntrustedError, verifyKeySet, type RootJwk } from '../crypto/index.js';
import type { ExpiringKeySet, KeySet } from '#electoral/wire';
import { packagePlatform } from '../platform.js';
import type { Vault } from '../storage/vault.js';
import type { Server } from './api.js';
import { OfflineError } from './errors.js';

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
   * The stored keys; fetches them if there are none or they have expired. Without a connection expired keys remain in
   * use: a record being captured must still be sealed, and captures end soon, because the lease cannot be renewed with
   * expired keys.
   */
  async current(): Promise<KeySet> {
    const stored = await this.#stored();
    if (stored === undefined) return this.refresh();
    if (!hasExpired(stored, await this.#now())) return stored;
    return this.refresh().catch((error: unknown) => {
      if (error instanceof OfflineError) return stored;
      throw error;
    });
  }

  /**
   * Fetches and stores the keys.
   * @throws UntrustedError if the root did not sign them, they have expired, or they are older than the stored ones,
   * which remain.
   */
  async refresh(): Promise<KeySet> {
    const jws = await this.server.keySet();
    const keys = await verifyKeySet(await this.#root(), jws);
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

  async #stored(): Promise<KeySet | undefined> {
    const stored = await this.vault.setting('keySet');
    return stored === undefined ? undefined : verifyKeySet(await this.#root(), stored);
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
