import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { nextSerial, type KeySetRequest } from '../domain/key-set.js';
import { HeldIntakeKey } from '../held-intake-key.js';
import { KeySetContents } from '../key-set-contents.js';
import { keySetInForce } from '../persistence/key-sets.js';
import { Roots } from '../roots.js';

const input = z.object({});

/**
 * The next key set, with prepared keys, for the offline root to sign.
 * @throws DomainError DEVICES.INTAKE_KEY_NOT_HELD
 */
@QuerySpec({
  name: 'devices.prepare-key-set',
  permission: 'devices.publish-keys',
  heldBy: 'system',
  input,
  unscoped: 'public keys of the installation',
})
export class PrepareKeySet extends KernelQuery<z.infer<typeof input>, KeySetRequest> {}

@QueryHandler(PrepareKeySet)
export class PrepareKeySetHandler implements IQueryHandler<PrepareKeySet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly roots: Roots,
    private readonly contents: KeySetContents,
    private readonly intakeKey: HeldIntakeKey,
  ) {}

  async execute(): Promise<KeySetRequest> {
    await this.intakeKey.require();
    const { offline } = this.roots;
    const published = offline && (await keySetInForce(this.work, offline));
    return this.contents.compose(nextSerial(published?.contents.serial ?? 0, this.clock.now()), true);
  }
}
