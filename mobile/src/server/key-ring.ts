import { verifyKeySet, type RootJwk } from '../crypto/index.js';
import type { KeySet } from '#electoral/wire';
import type { Vault } from '../storage/vault.js';
import type { Server } from './api.js';
import { EMBEDDED_ROOT } from './settings.js';

/** The server's keys, trusted only if the root key signed them (decision 22). */
export class KeyRing {
  constructor(
    private readonly vault: Pick<Vault, 'setting' | 'saveSetting'>,
    private readonly server: Pick<Server, 'root' | 'keySet'>,
    private readonly embedded: RootJwk | undefined = EMBEDDED_ROOT,
  ) {}

  /** The stored keys; fetches them if there are none. */
  async current(): Promise<KeySet> {
    const stored = await this.vault.setting('keySet');
    return stored === undefined ? this.refresh() : verifyKeySet(await this.#root(), stored);
  }

  /** Fetches and stores the keys. @throws UntrustedError if the root did not sign them; the stored ones remain. */
  async refresh(): Promise<KeySet> {
    const jws = await this.server.keySet();
    const keys = await verifyKeySet(await this.#root(), jws);
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

  /** A packaged app embeds the root key. The web app pins the first one it receives (trust on first use). */
  async #root(): Promise<RootJwk> {
    if (this.embedded) return this.embedded;
    const pinned = await this.vault.setting('root');
    if (pinned) return pinned;
    const root = await this.server.root();
    await this.vault.saveSetting('root', root);
    return root;
  }
}
