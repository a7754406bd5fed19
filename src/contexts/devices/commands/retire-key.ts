import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { formatCentral } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { generationOf, KeyStore, type StoredKey } from '../../../kernel/crypto/key-store.js';
import { keyPairName } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetLastGrace } from '../../processes/index.js';
import { keysOf } from '../domain/key-set.js';
import { allKeySets } from '../persistence/key-sets.js';
import { Roots } from '../roots.js';

const RETIRABLE: ReadonlySet<string> = new Set(['receipt', 'lease'].map(keyPairName));

/** `stolen`: the key is retired immediately, even if devices still need it. */
const input = z.object({ kid: z.string().max(200), stolen: z.boolean().default(false) });

/**
 * Checks that devices no longer need an old receipt or lease key, unless it was stolen (decision 22). The caller then
 * marks the key as retired, and devices stop trusting it when they receive the next key set.
 * @throws DomainError DEVICES.KEY_NOT_RETIRABLE unless it is an old receipt or lease key; DEVICES.KEY_STILL_NEEDED
 * before the grace periods of all capture periods in which it signed have ended
 */
@CommandSpec({
  name: 'devices.retire-key',
  permission: 'devices.publish-keys',
  heldBy: 'system',
  input,
  noLegalDeadline: 'which keys devices trust is a matter of operation',
})
export class RetireKey extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(RetireKey)
export class RetireKeyHandler implements ICommandHandler<RetireKey> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly keys: KeyStore,
    private readonly roots: Roots,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(command: RetireKey): Promise<void> {
    this.work.authorize({});
    const { kid, stolen } = command.input as z.infer<typeof input>;
    const stored = await this.keys.list();
    const key = stored.find((each) => each.kid === kid && RETIRABLE.has(each.name) && each.active);
    const successors = stored.filter(
      ({ name, active, ...each }) => active && name === key?.name && generationOf(each) > generationOf(key),
    );
    if (!key || successors.length === 0) throw new DomainError('DEVICES.KEY_NOT_RETIRABLE', { kind: 'conflict' });
    if (!stolen) await this.#requireUnneeded(successors);
    this.work.audit({ subject: ['key', kid], details: { stolen } });
  }

  async #requireUnneeded(successors: readonly StoredKey[]): Promise<void> {
    const openedBefore = await this.#replacedAt(successors);
    const endsAt = await this.dispatcher.ask(systemActor('devices'), new GetLastGrace({ openedBefore }));
    if (endsAt === null || Date.parse(endsAt) < this.clock.now().getTime()) return;
    const until = formatCentral(new Date(endsAt));
    throw new DomainError('DEVICES.KEY_STILL_NEEDED', { kind: 'conflict', params: { until } });
  }

  /** When a newer key was first published or, if none was (e.g. without an offline root), created. */
  async #replacedAt(successors: readonly StoredKey[]): Promise<Date> {
    const kids = new Set(successors.map(({ kid }) => kid));
    const { published } = await allKeySets(this.work, await this.roots.all());
    const first = published.find(({ contents }) => keysOf(contents).some(({ kid }) => kids.has(kid)));
    const created = successors.map(({ createdAt }) => createdAt).sort();
    return new Date(first?.publishedAt ?? created[0] ?? this.clock.now());
  }
}
