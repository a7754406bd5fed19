import { Injectable } from '@nestjs/common';
import { Signing, type PublicJwk } from '../../kernel/crypto/signing.js';
import type { KeySet } from '#electoral/wire';
import type { KeySetRequest } from './domain/key-set.js';

/** The keys that belong in the key set now. */
@Injectable()
export class KeySetContents {
  constructor(private readonly signing: Signing) {}

  /** @param prepared whether to include the keys that await the root's signature. */
  async compose(serial: number, prepared: boolean): Promise<KeySetRequest> {
    const [newest] = await this.signing.publicJwks('intake');
    const intake = prepared && newest ? newest : await this.signing.publicJwk('intake');
    return {
      version: 2,
      kind: 'key-set',
      serial,
      intake: withKid(intake),
      receipt: (await this.signing.publicJwks('receipt')).map(withKid),
      lease: (await this.signing.publicJwks('lease')).map(withKid),
    };
  }
}

function withKid({ x, y, kid = '' }: PublicJwk): KeySet['intake'] {
  return { kty: 'EC', crv: 'P-256', x, y, kid };
}
