import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { normalisePassword } from '#electoral/normalise';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { checkPassword } from '../domain/password-rule.js';
import { findOfficialByLink } from '../persistence/access-links.js';
import { decryptPersonal } from '../persistence/official-views.js';
import { LEAKED_PASSWORDS } from '../persistence/leaked-passwords.js';

const input = z.object({ token: z.string().max(100), password: z.string().max(1000) });

/**
 * Checks a one-time link and the password to be set with it, before the password is hashed.
 * @throws DomainError ACCOUNTS.LINK_INVALID and the errors of {@link checkPassword}
 */
@QuerySpec({ name: 'accounts.check-new-password', permission: PUBLIC, input, unscoped: 'the one-time link itself' })
export class CheckNewPassword extends KernelQuery<z.infer<typeof input>, void> {}

@QueryHandler(CheckNewPassword)
export class CheckNewPasswordHandler implements IQueryHandler<CheckNewPassword> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { token, password } }: CheckNewPassword): Promise<void> {
    const accountId = await findOfficialByLink(this.work, token, this.clock.now());
    if (accountId === undefined) throw new DomainError('ACCOUNTS.LINK_INVALID', { kind: 'gone' });
    const [official] = await this.work.sql<{ id: string; account: string; personal: Buffer }>(
      'select id, account, personal from accounts.official where id = $1',
      [accountId],
    );
    const fullName = official && (await decryptPersonal(this.cipher, official)).fullName;
    checkPassword(normalisePassword(password), official?.account ?? '', LEAKED_PASSWORDS, fullName);
  }
}
