import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { normaliseEmail } from '#electoral/normalise';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { AccessLinkRequested } from '../events/access-link-requested.js';
import { countAttempt, lockedUntil, resetCount } from '../persistence/throttle.js';

const input = z.object({ account: z.string().max(200) });

/** E-mails a link to set a new password. The result does not reveal whether the account exists. */
@CommandSpec({
  name: 'accounts.request-password-reset',
  permission: PUBLIC,
  input,
  noLegalDeadline: 'delays repeated attempts',
})
export class RequestPasswordReset extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(RequestPasswordReset)
export class RequestPasswordResetHandler implements ICommandHandler<RequestPasswordReset> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: { account } }: RequestPasswordReset): Promise<void> {
    this.work.authorizeByProof();
    const now = this.clock.now();
    const counts = [await resetCount(this.hash, account)];
    const locked = (await lockedUntil(this.work, counts, now)) !== null;
    if (!locked) await countAttempt(this.work, counts, now);
    const [official] = await this.work.sql<{ id: string }>(
      `select id from accounts.official where account = $1 and status in ('pending', 'active') and grant_ends_at > $2`,
      [normaliseEmail(account), now],
    );
    if (official && !locked)
      this.work.publish(new AccessLinkRequested({ officialId: official.id, reason: 'forgotten' }));
    this.work.audit({ subject: ['official', official?.id ?? ''], details: { locked } });
  }
}
