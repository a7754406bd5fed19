import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { normaliseEmail } from '#electoral/normalise';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { countAttempt, lockedUntil, signInCounts } from '../persistence/throttle.js';

export const signInAttempt = z.object({
  account: z.string().max(200),
  /** Network of the client. */
  network: z.string().max(100),
  /** Id of a browser in which the account signed in before. */
  browser: z.string().max(30).optional(),
});

export type BegunSignIn =
  | { readonly outcome: 'locked'; readonly until: Date }
  /** `passwordHash` is null for an unknown account and for one without a password. */
  | { readonly outcome: 'begun'; readonly passwordHash: string | null };

/**
 * Counts an attempt as failed before its password is checked, so that concurrent attempts cannot exceed the limit.
 * `accounts.sign-in-official` undoes the count if the password is correct, and records how the attempt ended. Unknown
 * accounts are counted and locked like known ones.
 */
@CommandSpec({
  name: 'accounts.begin-sign-in',
  permission: 'accounts.sign-in',
  input: signInAttempt,
  noLegalDeadline: 'delays failed attempts',
  heldBy: 'system',
})
export class BeginSignIn extends KernelCommand<z.infer<typeof signInAttempt>, BegunSignIn> {}

@CommandHandler(BeginSignIn)
export class BeginSignInHandler implements ICommandHandler<BeginSignIn> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input }: BeginSignIn): Promise<BegunSignIn> {
    this.work.authorize({});
    const now = this.clock.now();
    const counts = await signInCounts(this.hash, input);
    const until = await lockedUntil(this.work, counts, now);
    if (until) {
      const refusal = 'ACCOUNTS.SIGN_IN_LOCKED';
      this.work.audit({ subject: ['official', ''], details: { outcome: 'locked' }, refusal });
      return { outcome: 'locked', until };
    }
    await countAttempt(this.work, counts, now);
    const [official] = await this.work.sql<{ password_hash: string | null }>(
      'select password_hash from accounts.official where account = $1',
      [normaliseEmail(input.account)],
    );
    return { outcome: 'begun', passwordHash: official?.password_hash ?? null };
  }
}
