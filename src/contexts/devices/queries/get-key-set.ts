import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { isOpen } from '../../../kernel/crypto/key-store.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { KEY_SET_DAYS, toVersion1, withValidity, type SignedKeySet } from '../domain/key-set.js';
import { KeySetContents, publicKeyOf } from '../key-set-contents.js';
import { keySetInForce } from '../persistence/key-sets.js';
import { Roots } from '../roots.js';

const input = z.object({
  version: z.union([z.literal(1), z.literal(2)]).default(1),
  /** Kid of the root that the app trusts; older apps do not send it. */
  root: z.string().max(200).optional(),
});

/**
 * Public keys for the app, signed by the root key that it contains: to encrypt records, and to verify receipts and
 * leases. The offline root signed the published set; without one (in the demonstration) this installation signs it.
 * An app that trusts the former root of this installation, or sends no root, gets the set that the former root signed.
 * @throws DomainError DEVICES.KEY_SET_MISSING
 */
@QuerySpec({ name: 'devices.get-key-set', permission: PUBLIC, input, unscoped: 'public keys, signed by the root' })
export class GetKeySet extends KernelQuery<z.input<typeof input>, string> {}

@QueryHandler(GetKeySet)
export class GetKeySetHandler implements IQueryHandler<GetKeySet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly roots: Roots,
    private readonly signing: Signing,
    private readonly contents: KeySetContents,
  ) {}

  async execute(query: GetKeySet): Promise<string> {
    const { version, root } = query.input as z.infer<typeof input>;
    const { offline } = this.roots;
    if (!offline) return this.#sign(version);
    if (root !== offline.kid) {
      const former = await this.roots.former();
      if (isOpen(former)) return this.#sign(version);
      const published = former && (await keySetInForce(this.work, publicKeyOf(former)));
      if (published) return inVersion(version, published);
    }
    const published = await keySetInForce(this.work, offline);
    if (!published) throw new DomainError('DEVICES.KEY_SET_MISSING', { kind: 'unavailable' });
    return inVersion(version, published);
  }

  async #sign(version: 1 | 2): Promise<string> {
    const request = await this.contents.compose(await this.contents.ownSerial(), false);
    const keySet = withValidity(request, this.clock.now(), KEY_SET_DAYS);
    return this.signing.sign('root', version === 1 ? toVersion1(keySet) : keySet);
  }
}

function inVersion(version: 1 | 2, { keySet, keySetV1 }: SignedKeySet): string {
  return version === 1 ? keySetV1 : keySet;
}
