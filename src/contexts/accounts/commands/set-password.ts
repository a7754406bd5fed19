import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Official } from '../domain/official.entity.js';
import { PasswordChanged } from '../events/password-changed.js';
import { revokeLinks, findOfficialByLink } from '../persistence/access-links.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';
import { accountKey, clearAttempts } from '../persistence/throttle.js';

const input = z.object({
  token: z.string().max(100),
  /** Hash of a password that `accounts.check-new-password` has accepted, computed before this transaction. */
  passwordHash: z.string().startsWith('$argon2id$').max(200),
});

/**
 * Sets an official's password with a one-time link (decision 27). This uses up the link and lifts any lock on the
 * account.
 * @throws DomainError ACCOUNTS.LINK_INVALID
 */
@CommandSpec({ name: 'accounts.set-password', permission: PUBLIC, input, noLegalDeadline: 'the link expires' })
export class SetPassword extends KernelCommand<z.infer<typeof input>, { accountId: string; account: string }> {}

@CommandHandler(SetPassword)
export class SetPasswordHandler implements ICommandHandler<SetPassword> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: { token, passwordHash } }: SetPassword): Promise<{ accountId: string; account: string }> {
    this.work.authorizeByProof();
    const now = this.clock.now();
    const official = await this.ownerOf(token, now);
    const accountId = official.id;
    if (official.passwordHash !== null)
      this.work.publish(new PasswordChanged({ officialId: accountId, at: now.toISOString() }));
    official.passwordHash = passwordHash;
    await revokeLinks(this.work, accountId, now);
    await clearAttempts(this.work, await accountKey(this.hash, official.account));
    // The link proves who the official is.
    const by = { actor: { kind: 'official', id: accountId, label: official.role }, resource: resourceOf(official) };
    this.work.audit({ subject: ['official', accountId], by });
    return { accountId, account: official.account };
  }

  /** Locks the account of the link, then checks the link again, because it may have been used before the lock. */
  private async ownerOf(token: string, now: Date): Promise<Official> {
    const accountId = await findOfficialByLink(this.work, token, now);
    if (accountId !== undefined) {
      const official = await lockOfficial(this.em, accountId);
      if ((await findOfficialByLink(this.work, token, now)) === accountId) return official;
    }
    throw new DomainError('ACCOUNTS.LINK_INVALID', { kind: 'gone' });
  }
}
