import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { hashPassword } from '../../../kernel/crypto/password.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { Official } from '../domain/official.entity.js';
import { checkPassword } from '../domain/password-rule.js';
import { revokeLinks, findOfficialByLink } from '../persistence/access-links.js';
import { LEAKED_PASSWORDS } from '../persistence/leaked-passwords.js';
import { lockOfficial } from '../persistence/official-records.js';
import { clearAttempts, throttleKey } from '../persistence/throttle.js';

const input = z.object({ token: z.string().max(100), password: z.string().max(1000) });

/**
 * An official sets their password with a one-time link (decision 27). Only a valid password uses up the link; it also
 * lifts a lock on the account.
 * Fails with ACCOUNTS.LINK_INVALID and the errors of {@link checkPassword}.
 */
@CommandSpec({ name: 'accounts.set-password', permission: PUBLIC, input, noLegalTerm: 'the link expires' })
export class SetPassword extends KernelCommand<z.infer<typeof input>, { accountId: string }> {}

@CommandHandler(SetPassword)
export class SetPasswordHandler implements ICommandHandler<SetPassword> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: { token, password } }: SetPassword): Promise<{ accountId: string }> {
    this.work.authorizeByProof();
    const now = this.clock.now();
    const official = await this.ownerOf(token, now);
    const accountId = official.id;
    checkPassword(password, official.account, LEAKED_PASSWORDS);
    official.passwordHash = await hashPassword(password);
    await revokeLinks(this.work, accountId, now);
    await clearAttempts(this.work, await throttleKey(this.hash, 'account', official.account));
    this.work.audit({ subject: ['official', accountId] });
    return { accountId };
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
