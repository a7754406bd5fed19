import { verifyKeySet, type RootJwk } from '../crypto/index.js';
import type { KeySet } from '#electoral/wire';
import type { Vault } from '../storage/vault.js';
import type { Server } from './api.js';
import { EMBEDDED_ROOT } from './settings.js';

/** The server's keys, believed only as far as the root signed them (decision 22). */
export class KeyRing {
  constructor(
    private readonly vault: Pick<Vault, 'setting' | 'saveSetting'>,
    private readonly server: Pick<Server, 'root' | 'keySet'>,
    private readonly embedded: RootJwk | undefined = EMBEDDED_ROOT,
  ) {}

  /** The keys as last fetched; asks the server when there are none. */
  async current(): Promise<KeySet> {
    const stored = await this.vault.setting('keySet');
    return stored === undefined ? this.refresh() : verifyKeySet(await this.#root(), stored);
  }

  /** @throws UntrustedError, and keeps the keys it had, when the root did not sign what came. */
  async refresh(): Promise<KeySet> {
    const jws = await this.server.keySet();
    const keys = await verifyKeySet(await this.#root(), jws);
    await this.vault.saveSetting('keySet', jws);
    return keys;
  }

  /** Verifies with the keys at hand, and once more with fresh ones: a key may have been rotated. */
  async verifyWith<Payload>(verify: (keys: KeySet) => Promise<Payload>): Promise<Payload> {
    try {
      return await verify(await this.current());
    } catch {
      return verify(await this.refresh());
    }
  }

  /** A packaged app carries its root; the web app keeps the first one it saw and never takes another. */
  async #root(): Promise<RootJwk> {
    if (this.embedded) return this.embedded;
    const pinned = await this.vault.setting('root');
    if (pinned) return pinned;
    const root = await this.server.root();
    await this.vault.saveSetting('root', root);
    return root;
  }
}
