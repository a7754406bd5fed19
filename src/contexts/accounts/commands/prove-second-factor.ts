import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { normaliseDigits } from '#electoral/identifiers';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { totpStep } from '../../../kernel/crypto/totp.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { isNewStep, normaliseRecoveryCode } from '../domain/second-factor.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';
import { findSecondFactor, decryptSecret, hashRecoveryCode, type SecondFactor } from '../persistence/second-factors.js';
import { SecondFactorAnchors } from '../second-factor-anchors.js';
import { clearAttempts, countAttempt, lockedUntil, signInCounts } from '../persistence/throttle.js';

export const codeAttempt = z.object({
  /** A code from the authenticator app, or a recovery code. */
  code: z.string().max(40),
  /** Network of the client. */
  network: z.string().max(100),
  /** Id of a browser in which the account signed in before. */
  browser: z.string().max(30).optional(),
});

export type SecondFactorResult =
  | { readonly outcome: 'passed'; readonly secondFactorId: string }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'locked'; readonly until: Date };

export const SECOND_FACTOR_REFUSALS = {
  wrong: 'ACCOUNTS.SECOND_FACTOR_REFUSED',
  locked: 'ACCOUNTS.SIGN_IN_LOCKED',
} as const;

/**
 * Checks the code that completes a sign-in (§4.4). Wrong codes count together with wrong passwords, so that knowing the
 * password does not allow more attempts. A refusal is a result, not an error, so that the transaction commits its count
 * and audit entry. Each code, including a recovery code, works once.
 */
@CommandSpec({
  name: 'accounts.prove-second-factor',
  permission: 'accounts.second-factor',
  input: codeAttempt,
  replayable: false,
  noLegalDeadline: 'a code is accepted for at most 90 s; failed attempts are delayed',
})
export class ProveSecondFactor extends KernelCommand<z.infer<typeof codeAttempt>, SecondFactorResult> {}

@CommandHandler(ProveSecondFactor)
export class ProveSecondFactorHandler implements ICommandHandler<ProveSecondFactor> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly anchors: SecondFactorAnchors,
  ) {}

  async execute({ input: { code, network, browser } }: ProveSecondFactor): Promise<SecondFactorResult> {
    const official = await lockOfficial(this.em, this.work.actor.id);
    this.work.authorize(resourceOf(official));
    const now = this.clock.now();
    const counts = await signInCounts(this.hash, { account: official.account, network, browser });
    const until = await lockedUntil(this.work, counts, now);
    if (until) return this.#recordOutcome(official.id, { outcome: 'locked', until });
    const factor = await this.#genuineFactor(official.id);
    const method = factor && factor.enrolledAt !== null ? await this.#consumeCode(factor, code, now) : null;
    if (!factor || method === null) {
      await countAttempt(this.work, counts, now);
      return this.#recordOutcome(official.id, { outcome: 'wrong' });
    }
    if (counts[0]) await clearAttempts(this.work, counts[0].key);
    return this.#recordOutcome(official.id, { outcome: 'passed', secondFactorId: factor.id }, method);
  }

  /** The stored second factor unless, according to the audit trail, the official has another one. */
  async #genuineFactor(accountId: string): Promise<SecondFactor | undefined> {
    const factor = await findSecondFactor(this.work, accountId);
    const anchored = await this.anchors.of(accountId);
    return anchored === undefined || factor?.id === anchored ? factor : undefined;
  }

  /**
   * Marks the code as used.
   * @returns the kind of code; null if it is wrong or was used before.
   */
  async #consumeCode(factor: SecondFactor, code: string, now: Date): Promise<'authenticator' | 'recovery-code' | null> {
    const step = totpStep(await decryptSecret(this.cipher, factor), normaliseDigits(code), now);
    if (step !== null) {
      if (!isNewStep(step, factor.lastStep)) return null;
      await this.work.sql(`update accounts.second_factor set last_step = $2 where id = $1`, [factor.id, step]);
      return 'authenticator';
    }
    const recovery = normaliseRecoveryCode(code);
    if (recovery === null) return null;
    const used = await this.work.sql(
      `update accounts.recovery_code set used_at = $3
       where code_hash = $1 and second_factor_id = $2 and used_at is null returning code_hash`,
      [await hashRecoveryCode(this.hash, factor.id, recovery), factor.id, now],
    );
    return used.length > 0 ? 'recovery-code' : null;
  }

  #recordOutcome(accountId: string, result: SecondFactorResult, method: string | null = null): SecondFactorResult {
    this.work.audit({
      subject: ['official', accountId],
      details: { outcome: result.outcome, way: method },
      ...(result.outcome !== 'passed' && { refusal: SECOND_FACTOR_REFUSALS[result.outcome] }),
    });
    return result;
  }
}
