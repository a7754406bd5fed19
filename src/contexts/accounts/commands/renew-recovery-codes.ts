import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';
import { replaceRecoveryCodes } from '../persistence/second-factors.js';
import {
  codeAttempt,
  ProveSecondFactor,
  SECOND_FACTOR_REFUSALS,
  type SecondFactorResult,
} from './prove-second-factor.js';

export type RenewedRecoveryCodes =
  | { readonly outcome: 'renewed'; readonly recoveryCodes: readonly string[] }
  | Exclude<SecondFactorResult, { outcome: 'passed' }>;

/**
 * Replaces the recovery codes of an official and returns the new ones, which are shown once. Like a sign-in, it requires
 * a code, so that someone who finds an open session cannot get them. A refusal is a result, not an error, as in
 * {@link ProveSecondFactor}.
 */
@CommandSpec({
  name: 'accounts.renew-recovery-codes',
  permission: 'accounts.second-factor',
  input: codeAttempt,
  replayable: false,
  noLegalDeadline: 'a code is accepted for at most 90 s; failed attempts are delayed',
})
export class RenewRecoveryCodes extends KernelCommand<z.infer<typeof codeAttempt>, RenewedRecoveryCodes> {}

@CommandHandler(RenewRecoveryCodes)
export class RenewRecoveryCodesHandler implements ICommandHandler<RenewRecoveryCodes> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly hash: KeyedHash,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input }: RenewRecoveryCodes): Promise<RenewedRecoveryCodes> {
    const official = await lockOfficial(this.em, this.work.actor.id);
    this.work.authorize(resourceOf(official));
    const subject = ['official', official.id] as const;
    const proof = await this.dispatcher.run(this.work.actor, new ProveSecondFactor(input));
    if (proof.outcome !== 'passed') {
      this.work.audit({ subject, refusal: SECOND_FACTOR_REFUSALS[proof.outcome] });
      return proof;
    }
    const recoveryCodes = await replaceRecoveryCodes(this.work, this.hash, proof.secondFactorId, this.clock.now());
    this.work.audit({ subject });
    return { outcome: 'renewed', recoveryCodes };
  }
}
