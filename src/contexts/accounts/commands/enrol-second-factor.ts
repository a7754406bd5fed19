import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { normaliseDigits } from '#electoral/identifiers';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KeyedHash } from '../../../kernel/crypto/keyed-hash.js';
import { totpStep } from '../../../kernel/crypto/totp.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';
import { findSecondFactor, decryptSecret, replaceRecoveryCodes } from '../persistence/second-factors.js';
import { SECOND_FACTOR_ID, SecondFactorAnchors } from '../second-factor-anchors.js';

const input = z.object({ code: z.string().max(40) });

export interface EnrolledSecondFactor {
  readonly secondFactorId: string;
  /** Shown once; only their hashes are stored. */
  readonly recoveryCodes: readonly string[];
}

/**
 * Confirms the first code of a second factor. From then on, every sign-in requires a code.
 * @throws DomainError ACCOUNTS.SECOND_FACTOR_NOT_BEGUN, ACCOUNTS.SECOND_FACTOR_ENROLLED and
 * ACCOUNTS.SECOND_FACTOR_WRONG
 */
@CommandSpec({
  name: 'accounts.enrol-second-factor',
  permission: 'accounts.second-factor',
  input,
  replayable: false,
  noLegalDeadline: 'a code is valid for 30 s',
})
export class EnrolSecondFactor extends KernelCommand<z.infer<typeof input>, EnrolledSecondFactor> {}

@CommandHandler(EnrolSecondFactor)
export class EnrolSecondFactorHandler implements ICommandHandler<EnrolSecondFactor> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly hash: KeyedHash,
    private readonly anchors: SecondFactorAnchors,
  ) {}

  async execute({ input: { code } }: EnrolSecondFactor): Promise<EnrolledSecondFactor> {
    const official = await lockOfficial(this.em, this.work.actor.id);
    this.work.authorize(resourceOf(official));
    const factor = await findSecondFactor(this.work, official.id);
    if (!factor) throw new DomainError('ACCOUNTS.SECOND_FACTOR_NOT_BEGUN', { kind: 'conflict' });
    if (factor.enrolledAt !== null || (await this.anchors.of(official.id)) !== undefined)
      throw new DomainError('ACCOUNTS.SECOND_FACTOR_ENROLLED', { kind: 'conflict' });
    const now = this.clock.now();
    const step = totpStep(await decryptSecret(this.cipher, factor), normaliseDigits(code), now);
    if (step === null) throw new DomainError('ACCOUNTS.SECOND_FACTOR_WRONG', { kind: 'invalid', field: 'code' });
    await this.work.sql(`update accounts.second_factor set enrolled_at = $2, last_step = $3 where id = $1`, [
      factor.id,
      now,
      step,
    ]);
    const recoveryCodes = await replaceRecoveryCodes(this.work, this.hash, factor.id, now);
    this.work.audit({ subject: ['official', official.id], details: { [SECOND_FACTOR_ID]: factor.id } });
    return { secondFactorId: factor.id, recoveryCodes };
  }
}
