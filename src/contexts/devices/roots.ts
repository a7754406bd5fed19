import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../kernel/config/config.js';
import { KeyStore, type StoredKey } from '../../kernel/crypto/key-store.js';
import { ROOT_PAIR, type PublicJwk } from '../../kernel/crypto/signing.js';
import { publicKeyOf } from './key-set-contents.js';

/** The root keys that packages in use may contain. */
@Injectable()
export class Roots {
  constructor(
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
  ) {}

  /** The offline root; undefined in an installation that signs its key sets itself. */
  get offline(): PublicJwk | undefined {
    return this.config.rootPublicKey;
  }

  /**
   * The root of this installation before it had an offline one: packages that were not updated trust no other.
   * Undefined if there was none.
   */
  async former(): Promise<StoredKey | undefined> {
    const [newest] = await this.keys.all(ROOT_PAIR);
    return newest === undefined || newest.kid === this.offline?.kid ? undefined : newest;
  }

  /** All of them, the offline root first. */
  async all(): Promise<PublicJwk[]> {
    const former = await this.former();
    return [...(this.offline ? [this.offline] : []), ...(former ? [publicKeyOf(former)] : [])];
  }
}
