import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { newTotpSecret, totpUri } from '../../../kernel/crypto/totp.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SECOND_FACTOR_ISSUER } from '../domain/second-factor.js';
import { lockOfficial, resourceOf } from '../persistence/official-records.js';
import { findSecondFactor, secretContext } from '../persistence/second-factors.js';
import { SecondFactorAnchors } from '../second-factor-anchors.js';

const input = z.object({});

/** The secret for an authenticator app. It is shown once and cannot be read again. */
export interface SecondFactorSecret {
  readonly secret: string;
  /** The otpauth URI for the QR code. */
  readonly uri: string;
}

/**
 * An official starts setting up their own second factor; it takes effect when the first code is confirmed.
 * @throws DomainError ACCOUNTS.SECOND_FACTOR_ENROLLED if they already have one
 */
@CommandSpec({
  name: 'accounts.begin-second-factor',
  permission: 'accounts.second-factor',
  input,
  replayable: false,
})
export class BeginSecondFactor extends KernelCommand<z.infer<typeof input>, SecondFactorSecret> {}

@CommandHandler(BeginSecondFactor)
export class BeginSecondFactorHandler implements ICommandHandler<BeginSecondFactor> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
    private readonly anchors: SecondFactorAnchors,
  ) {}

  async execute(): Promise<SecondFactorSecret> {
    const official = await lockOfficial(this.em, this.work.actor.id);
    this.work.authorize(resourceOf(official));
    const existing = await findSecondFactor(this.work, official.id);
    if ((existing && existing.enrolledAt !== null) || (await this.anchors.of(official.id)) !== undefined) {
      throw new DomainError('ACCOUNTS.SECOND_FACTOR_ENROLLED', { kind: 'conflict' });
    }
    const now = this.clock.now();
    await this.work.sql(
      `update accounts.second_factor set ended_at = $2, ended_by = $3 where official_id = $1 and ended_at is null`,
      [official.id, now, official.id],
    );
    const id = randomId();
    const secret = newTotpSecret();
    await this.work.sql(
      `insert into accounts.second_factor (id, official_id, secret, begun_at) values ($1, $2, $3, $4)`,
      [id, official.id, await this.cipher.encrypt(secret, secretContext(id)), now],
    );
    this.work.audit({ subject: ['official', official.id] });
    return { secret, uri: totpUri(secret, { issuer: SECOND_FACTOR_ISSUER, account: official.account }) };
  }
}
