import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { hashPassword, verifyPassword } from '../../../kernel/crypto/password.js';
import { randomToken } from '../../../kernel/crypto/random.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ACCOUNT_BACK_OFF, ADDRESS_BACK_OFF } from '../domain/back-off.js';
import { Official } from '../domain/official.entity.js';
import { findSecondFactor } from '../persistence/second-factors.js';
import { countAttempt, clearAttempts, lockedUntil, throttleKey } from '../persistence/throttle.js';

const input = z.object({
  account: z.string().max(200),
  password: z.string().max(1000),
  /** IP address of the client. */
  address: z.string().max(100),
});

export type SignInResult =
  | { readonly outcome: 'signed-in'; readonly accountId: string }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'locked'; readonly until: Date }
  /** Only returned for a correct password. */
  | { readonly outcome: 'suspended' | 'grant-ended' };

/**
 * Checks account and password (§4.4). A refusal is a result, not an error, so that the transaction commits its count
 * and audit entry. Unknown accounts take the same time, and are counted and locked like known ones.
 */
@CommandSpec({
  name: 'accounts.sign-in-official',
  permission: 'accounts.sign-in',
  input,
  noLegalTerm: 'delays failed attempts; refuses after the end of a grant',
  heldBy: 'system',
})
export class SignInOfficial extends KernelCommand<z.infer<typeof input>, SignInResult> {}

@CommandHandler(SignInOfficial)
export class SignInOfficialHandler implements ICommandHandler<SignInOfficial> {
  #dummyHash: Promise<string> | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: { account, password, address } }: SignInOfficial): Promise<SignInResult> {
    this.work.authorize({});
    const now = this.clock.now();
    const byAccount = await throttleKey(this.hash, 'account', account);
    const byAddress = await throttleKey(this.hash, 'address', address);
    const until = await lockedUntil(this.work, [byAccount, byAddress], now);
    if (until) return this.#recordOutcome(undefined, { outcome: 'locked', until });

    const official = await this.em.findOne(
      Official,
      { account: account.trim().toLowerCase() },
      { lockMode: LockMode.PESSIMISTIC_READ },
    );
    // An empty password counts as a wrong one; no stored password is a single space.
    const isCorrect = await verifyPassword(
      password || ' ',
      official?.passwordHash ?? (await this.#dummyPasswordHash()),
    );
    if (!official || official.passwordHash === null || !isCorrect) {
      await countAttempt(this.work, byAccount, ACCOUNT_BACK_OFF, now);
      await countAttempt(this.work, byAddress, ADDRESS_BACK_OFF, now);
      return this.#recordOutcome(official, { outcome: 'wrong' });
    }
    // With a second factor the sign-in is not complete; the count stays until a correct code.
    const factor = await findSecondFactor(this.work, official.id);
    if (!factor || factor.enrolledAt === null) await clearAttempts(this.work, byAccount);
    if (official.status === 'suspended' || official.status === 'closed') {
      return this.#recordOutcome(official, { outcome: 'suspended' });
    }
    if (!official.isGrantedAt(now)) return this.#recordOutcome(official, { outcome: 'grant-ended' });
    return this.#recordOutcome(official, { outcome: 'signed-in', accountId: official.id });
  }

  #recordOutcome(official: Official | null | undefined, result: SignInResult): SignInResult {
    this.work.audit({ subject: ['official', official?.id ?? ''], details: { outcome: result.outcome } });
    return result;
  }

  #dummyPasswordHash(): Promise<string> {
    this.#dummyHash ??= hashPassword(randomToken());
    return this.#dummyHash;
  }
}
