import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { KeyBackups } from '../../../kernel/backup/key-backup.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { AppConfig } from '../../../kernel/config/config.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { headerKid } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { ExpiringKeySet } from '#electoral/wire';
import { ListAllProcesses } from '../../processes/index.js';
import {
  contains,
  DAY_MS,
  isPlausibleSerial,
  KEY_SET_MAX_DAYS,
  keysOf,
  signedKeySetsSchema,
  type SignedKeySet,
} from '../domain/key-set.js';
import { HeldIntakeKey } from '../held-intake-key.js';
import { KeySetContents } from '../key-set-contents.js';
import { keySetInForce, verifySigned } from '../persistence/key-sets.js';
import { Roots } from '../roots.js';

const input = signedKeySetsSchema;

export interface PublishedSet {
  readonly serial: number;
  readonly expiresAt: string;
}

/**
 * Puts a key set that the offline root signed into force (decision 22). {@link ActivateKeys} then puts its prepared
 * keys into use. Publishing the set in force again changes nothing.
 * @throws DomainError DEVICES.INTAKE_KEY_NOT_HELD; DEVICES.ROOT_NOT_CONFIGURED; DEVICES.KEY_SET_UNTRUSTED if the root
 * did not sign it, or if another signature was not made by the former root; DEVICES.KEY_SET_OLD if it is older than the
 * one in force or has expired; DEVICES.KEY_SET_TOO_LONG if it is valid for too long or its serial number is too far in
 * the future; DEVICES.KEY_SET_INCOMPLETE if it does not contain exactly the keys of this installation;
 * DEVICES.KEY_BACKUP_UNPROVEN if its intake key is in no proven backup (decision 4)
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
    private readonly roots: Roots,
    private readonly contents: KeySetContents,
    private readonly backups: KeyBackups,
    private readonly dispatcher: Dispatcher,
    private readonly intakeKey: HeldIntakeKey,
  ) {}

  async execute({ input: { keySets } }: PublishKeySet): Promise<PublishedSet> {
    this.work.authorize({});
    await this.intakeKey.require();
    const keySet = await this.#signedByRoots(keySets);
    const { serial, expiresAt } = keySet;
    const now = this.clock.now();
    if (Date.parse(expiresAt) <= now.getTime()) throw conflict('KEY_SET_OLD');
    const isTooLong = Date.parse(expiresAt) > now.getTime() + KEY_SET_MAX_DAYS * DAY_MS;
    if (isTooLong || !isPlausibleSerial(serial, now)) throw conflict('KEY_SET_TOO_LONG');
    const missing = await this.#notInForce(keySets, keySet);
    if (missing.length === 0) return { serial, expiresAt };
    await this.#requireOwnKeys(keySet);
    const isNew = missing.some((signed) => headerKid(signed.keySet) === this.roots.offline?.kid);
    if (isNew) await this.#requireProvenBackup(keySet);
    for (const { keySet: jws, keySetV1 } of missing) {
      await this.work.sql(
        `insert into devices.key_set (id, root_kid, serial, jws, jws_v1, published_at) values ($1, $2, $3, $4, $5, $6)`,
        [randomId(), headerKid(jws), serial, jws, keySetV1, now],
      );
    }
    const kids = keysOf(keySet).map(({ kid }) => kid);
    this.work.audit({ subject: ['key-set', String(serial)], details: { expiresAt, keys: kids.join(' ') } });
    return { serial, expiresAt };
  }

  /** @returns the contents, which must be the same under every signature; one must be made by the offline root. */
  async #signedByRoots(keySets: readonly SignedKeySet[]): Promise<ExpiringKeySet> {
    const { offline } = this.roots;
    if (!offline) throw conflict('ROOT_NOT_CONFIGURED');
    const roots = await this.roots.all();
    const contents = await Promise.all(
      keySets.map(async (signed) => {
        const root = roots.find(({ kid }) => kid === headerKid(signed.keySet));
        return root && verifySigned(root, signed);
      }),
    );
    const [first] = contents;
    const isSame = contents.every((each) => JSON.stringify(each) === JSON.stringify(first));
    const hasOffline = keySets.some(({ keySet }) => headerKid(keySet) === offline.kid);
    if (!first || !isSame || !hasOffline) throw new DomainError('DEVICES.KEY_SET_UNTRUSTED', { kind: 'invalid' });
    return first;
  }

  /** @returns the signed sets that are not in force yet. */
  async #notInForce(keySets: readonly SignedKeySet[], keySet: ExpiringKeySet): Promise<SignedKeySet[]> {
    const missing: SignedKeySet[] = [];
    for (const root of await this.roots.all()) {
      const current = (await keySetInForce(this.work, root))?.contents;
      if ((current?.serial ?? 0) > keySet.serial) throw conflict('KEY_SET_OLD');
      const isSame = JSON.stringify(current) === JSON.stringify(keySet);
      if (current?.serial === keySet.serial && !isSame) throw conflict('KEY_SET_OLD');
      if (!isSame) missing.push(...keySets.filter((signed) => headerKid(signed.keySet) === root.kid));
    }
    return missing;
  }

  async #requireOwnKeys(keySet: ExpiringKeySet): Promise<void> {
    const own = await this.contents.compose(keySet.serial, true);
    const inUse = await this.contents.compose(keySet.serial, false);
    const isOwn = keysOf(keySet).every((key) => contains(own, key) || contains(inUse, key));
    const isComplete = [...own.receipt, ...own.lease].every((key) => contains(keySet, key));
    if (!isOwn || !isComplete) throw conflict('KEY_SET_INCOMPLETE');
  }

  /** Once it is published, every device encrypts to this intake key. Practice processes receive no real records. */
  async #requireProvenBackup({ intake }: ExpiringKeySet): Promise<void> {
    if (this.config.mode !== 'production') return;
    const processes = await this.dispatcher.ask(systemActor('devices'), new ListAllProcesses({ open: true }));
    if (processes.length > 0 && processes.every(({ practice }) => practice)) return;
    if ((await this.backups.unproven()).includes(intake.kid)) throw conflict('KEY_BACKUP_UNPROVEN');
  }
}

function conflict(code: string): DomainError {
  return new DomainError(`DEVICES.${code}`, { kind: 'conflict' });
}
