import { Injectable } from '@nestjs/common';
import { KeyStore, type StoredKey } from '../../kernel/crypto/key-store.js';
import { keyPairName, Signing } from '../../kernel/crypto/signing.js';
import type { KeySet } from '#electoral/wire';
import { serialOf, type KeySetRequest } from './domain/key-set.js';

/** The keys that belong in the key set now. */
@Injectable()
export class KeySetContents {
  constructor(
    private readonly signing: Signing,
    private readonly keys: KeyStore,
  ) {}

  /** @param prepared whether to include the newest intake key even if it still waits for the root's signature. */
  async compose(serial: number, prepared: boolean): Promise<KeySetRequest> {
    const { intake, receipt, lease } = await this.#trusted();
    const newest = intake.find(({ active }) => active || prepared);
    if (!newest) throw new Error('there is no intake key in use');
    return {
      version: 2,
      kind: 'key-set',
      serial,
      intake: publicKeyOf(newest),
      receipt: receipt.map(publicKeyOf),
      lease: lease.map(publicKeyOf),
    };
  }

  /**
   * The serial number of a key set that this installation signs itself: the same in every process, regardless of its
   * clock, and higher after a rotation.
   */
  async ownSerial(): Promise<number> {
    const created = Object.values(await this.#trusted())
      .flat()
      .map(({ createdAt }) => serialOf(new Date(createdAt)));
    return Math.max(1, ...created);
  }

  /** Newest first. */
  async #trusted(): Promise<Record<'intake' | 'receipt' | 'lease', StoredKey[]>> {
    const generations = async (pair: string): Promise<StoredKey[]> => {
      // Creates the first generation if there is none.
      await this.signing.publicJwk(pair);
      return (await this.keys.all(keyPairName(pair))).filter(({ retired }) => !retired);
    };
    return {
      intake: await generations('intake'),
      receipt: await generations('receipt'),
      lease: await generations('lease'),
    };
  }
}

/** @throws Error if it is not a key pair */
export function publicKeyOf({ kid, publicJwk }: StoredKey): KeySet['intake'] {
  if (!publicJwk) throw new Error(`the key ${kid} is not a key pair`);
  return { kty: 'EC', crv: 'P-256', x: publicJwk.x, y: publicJwk.y, kid };
}
