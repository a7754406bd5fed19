import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { Signing } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { KEY_SET_DAYS, nextSerial, toVersion1, withTerm } from '../domain/key-set.js';
import { KeySetContents } from '../key-set-contents.js';
import { currentKeySet } from '../persistence/key-sets.js';

const input = z.object({ version: z.union([z.literal(1), z.literal(2)]).default(1) });

/**
 * Public keys for the app, signed by the root key that it contains: to encrypt records, and to verify receipts and
 * leases. The offline root signed the published set; without one (in the demonstration) this installation signs it.
 * @throws DomainError DEVICES.KEY_SET_MISSING
 */
@QuerySpec({ name: 'devices.get-key-set', permission: PUBLIC, input, unscoped: 'public keys, signed by the root' })
export class GetKeySet extends KernelQuery<z.input<typeof input>, string> {}

@QueryHandler(GetKeySet)
export class GetKeySetHandler implements IQueryHandler<GetKeySet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly signing: Signing,
    private readonly contents: KeySetContents,
  ) {}

  async execute(query: GetKeySet): Promise<string> {
    const { version } = query.input as z.infer<typeof input>;
    if (this.config.rootPublicKey === undefined) return this.#sign(version);
    const published = await currentKeySet(this.work);
    if (!published) throw new DomainError('DEVICES.KEY_SET_MISSING', { kind: 'unavailable' });
    return version === 1 ? published.jwsV1 : published.jws;
  }

  async #sign(version: 1 | 2): Promise<string> {
    const now = this.clock.now();
    const keySet = withTerm(await this.contents.compose(nextSerial(0, now), false), now, KEY_SET_DAYS);
    return this.signing.sign('root', version === 1 ? toVersion1(keySet) : keySet);
  }
}
