import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { KeyStore } from '../../../kernel/crypto/key-store.js';
import { verifyJws, type PublicJwk } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { expiringKeySetSchema, keySetSchema, type ExpiringKeySet, type KeySet } from '#electoral/wire';
import { signedKeySetSchema, toVersion1 } from '../domain/key-set.js';
import { KeySetContents } from '../key-set-contents.js';
import { currentKeySet } from '../persistence/key-sets.js';

const input = signedKeySetSchema;

export interface PublishedSet {
  readonly serial: number;
  readonly expiresAt: string;
}

/**
 * Puts into force a key set that the offline root signed, and puts its prepared keys into use (decision 22).
 * @throws DomainError DEVICES.ROOT_NOT_CONFIGURED; DEVICES.KEY_SET_UNTRUSTED if the root did not sign it;
 * DEVICES.KEY_SET_OLD if it is not newer than the one in force or has expired; DEVICES.KEY_SET_INCOMPLETE if it does
 * not contain exactly the keys of this installation
 */
@CommandSpec({
  name: 'devices.publish-key-set',
  permission: 'devices.publish-keys',
  heldBy: 'system',
  input,
  noLegalDeadline: 'the expiry of a key set is an operational matter',
})
export class PublishKeySet extends KernelCommand<z.infer<typeof input>, PublishedSet> {}

@CommandHandler(PublishKeySet)
export class PublishKeySetHandler implements ICommandHandler<PublishKeySet> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly keys: KeyStore,
    private readonly contents: KeySetContents,
  ) {}

  async execute({ input: { keySet: jws, keySetV1: jwsV1 } }: PublishKeySet): Promise<PublishedSet> {
    this.work.authorize({});
    const root = this.config.rootPublicKey;
    if (!root) throw new DomainError('DEVICES.ROOT_NOT_CONFIGURED', { kind: 'conflict' });
    const keySet = await signedBy(root, jws, expiringKeySetSchema);
    const keySetV1 = await signedBy(root, jwsV1, keySetSchema);
    if (JSON.stringify(keySetSchema.parse(toVersion1(keySet))) !== JSON.stringify(keySetV1)) throw untrusted();
    const now = this.clock.now();
    const current = await currentKeySet(this.work);
    if (keySet.serial <= (current?.serial ?? 0) || Date.parse(keySet.expiresAt) <= now.getTime()) {
      throw new DomainError('DEVICES.KEY_SET_OLD', { kind: 'conflict' });
    }
    await this.#requireOwnKeys(keySet);
    const { serial, issuedAt, expiresAt } = keySet;
    await this.work.sql(
      `insert into devices.key_set (serial, jws, jws_v1, issued_at, expires_at, published_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [serial, jws, jwsV1, issuedAt, expiresAt, now],
    );
    this.work.audit({ subject: ['key-set', String(serial)], details: { expiresAt } });
    // Must come last, because a key may be used only once devices can learn it.
    await this.keys.activate(kidsOf(keySet));
    return { serial, expiresAt };
  }

  async #requireOwnKeys(keySet: ExpiringKeySet): Promise<void> {
    const own = await this.contents.compose(keySet.serial, true);
    const inUse = await this.contents.compose(keySet.serial, false);
    const known = new Map([...keysOf(own), ...keysOf(inUse)].map((key) => [key.kid, key]));
    const isOwn = keysOf(keySet).every(({ kid, x, y }) => known.get(kid)?.x === x && known.get(kid)?.y === y);
    const kids = new Set(kidsOf(keySet));
    const isComplete = [...own.receipt, ...own.lease].every(({ kid }) => kids.has(kid));
    if (!isOwn || !isComplete) throw new DomainError('DEVICES.KEY_SET_INCOMPLETE', { kind: 'conflict' });
  }
}

const keysOf = ({ intake, receipt, lease }: Pick<KeySet, 'intake' | 'receipt' | 'lease'>): KeySet['receipt'] => [
  intake,
  ...receipt,
  ...lease,
];
const kidsOf = (keySet: KeySet): string[] => keysOf(keySet).map(({ kid }) => kid);

async function signedBy<Payload>(root: PublicJwk, jws: string, schema: z.ZodType<Payload>): Promise<Payload> {
  try {
    return schema.parse(await verifyJws(root, jws));
  } catch {
    throw untrusted();
  }
}

function untrusted(): DomainError {
  return new DomainError('DEVICES.KEY_SET_UNTRUSTED', { kind: 'invalid' });
}
