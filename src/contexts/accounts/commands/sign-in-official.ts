import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { normaliseEmail } from '#electoral/normalise';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { Official } from '../domain/official.entity.js';
import { recordSignInRows, resourceOf } from '../persistence/official-records.js';
import { findSecondFactor } from '../persistence/second-factors.js';
import { clearAttempts, signInCounts, withdrawAttempt } from '../persistence/throttle.js';
import { signInAttempt } from './begin-sign-in.js';

const input = signInAttempt.extend({
  /** The stored hash that the password matched before this transaction; null if it matched none. */
  verifiedHash: z.string().max(200).nullable(),
});

export type SignInResult =
  | { readonly outcome: 'signed-in'; readonly accountId: string }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'locked'; readonly until: Date }
  /** Only returned for a correct password. */
  | { readonly outcome: 'suspended' | 'grant-ended' };

/** Codes of the errors that the sign-in page shows. */
const REFUSALS = {
  wrong: 'ACCOUNTS.SIGN_IN_WRONG',
  suspended: 'ACCOUNTS.SIGN_IN_SUSPENDED',
  'grant-ended': 'ACCOUNTS.SIGN_IN_GRANT_ENDED',
} as const;

/**
 * Completes a sign-in that `accounts.begin-sign-in` has counted (§4.4). A refusal is a result, not an error, so that
 * the transaction commits its audit entry.
 */
@CommandSpec({
  name: 'accounts.sign-in-official',
  permission: 'accounts.sign-in',
  input,
  noLegalDeadline: 'refuses after the end of a grant',
  heldBy: 'system',
})
export class SignInOfficial extends KernelCommand<
  z.infer<typeof input>,
  Exclude<SignInResult, { outcome: 'locked' }>
> {}

@CommandHandler(SignInOfficial)
export class SignInOfficialHandler implements ICommandHandler<SignInOfficial> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
  ) {}

  async execute({ input: attempt }: SignInOfficial): Promise<Exclude<SignInResult, { outcome: 'locked' }>> {
    this.work.authorize({});
    const official = await this.em.findOne(
      Official,
      { account: normaliseEmail(attempt.account) },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    // The password may have been changed since it was checked.
    if (!official || official.passwordHash === null || official.passwordHash !== attempt.verifiedHash) {
      return this.#recordOutcome(official, { outcome: 'wrong' });
    }
    await this.#undoAttempt(official, attempt);
    if (official.status === 'suspended' || official.status === 'closed') {
      return this.#recordOutcome(official, { outcome: 'suspended' });
    }
    if (!official.isGrantedAt(this.clock.now())) return this.#recordOutcome(official, { outcome: 'grant-ended' });
    await recordSignInRows(this.work, official.id);
    return this.#recordOutcome(official, { outcome: 'signed-in', accountId: official.id });
  }

  async #undoAttempt(official: Official, attempt: z.infer<typeof input>): Promise<void> {
    const [own, ...shared] = await signInCounts(this.hash, attempt);
    if (!own) return;
    // With a second factor, the sign-in is not complete yet; the earlier count is kept until a correct code is entered.
    const factor = await findSecondFactor(this.work, official.id);
    await withdrawAttempt(this.work, [own, ...shared]);
    if (!factor || factor.enrolledAt === null) await clearAttempts(this.work, own.key);
  }

  #recordOutcome<Result extends Exclude<SignInResult, { outcome: 'locked' }>>(
    official: Official | null,
    result: Result,
  ): Result {
    this.work.audit({
      subject: ['official', official?.id ?? ''],
      details: { outcome: result.outcome },
      ...(result.outcome !== 'signed-in' && { refusal: REFUSALS[result.outcome] }),
      // Only a correct password proves who signed in; only then can the official's OPL see the entry too.
      ...(official &&
        result.outcome !== 'wrong' && {
          by: { actor: { kind: 'official', id: official.id, label: official.role }, resource: resourceOf(official) },
        }),
    });
    return result;
  }
}
