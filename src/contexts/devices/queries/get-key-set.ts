import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { Signing, type PublicJwk } from '../../../kernel/crypto/signing.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { KeySet } from '#electoral/wire';

const input = z.object({});

/**
 * Public keys for the app, signed by the root key that it contains: to encrypt records, and to verify receipts and
 * leases.
 */
@QuerySpec({ name: 'devices.get-key-set', permission: PUBLIC, input, unscoped: 'public keys, signed by the root' })
export class GetKeySet extends KernelQuery<z.infer<typeof input>, string> {}

@QueryHandler(GetKeySet)
export class GetKeySetHandler implements IQueryHandler<GetKeySet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signing: Signing,
  ) {}

  async execute(): Promise<string> {
    const keySet: KeySet = {
      version: 1,
      kind: 'key-set',
      intake: withKid(await this.signing.publicJwk('intake')),
      receipt: (await this.signing.publicJwks('receipt')).map(withKid),
      lease: (await this.signing.publicJwks('lease')).map(withKid),
      issuedAt: this.clock.now().toISOString(),
    };
    return this.signing.sign('root', keySet);
  }
}

function withKid({ x, y, kid = '' }: PublicJwk): KeySet['intake'] {
  return { kty: 'EC', crv: 'P-256', x, y, kid };
}
