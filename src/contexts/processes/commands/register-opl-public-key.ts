import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { isKeyLate, keyThumbprint, parsePublicKey, type PublicKeyJwk } from '../domain/opl-public-key.js';
import { makeKeyPackage, type KeyPackage } from '../key-package.js';
import { findPeriods, findProcess, lockProcess } from '../persistence/process-records.js';

const input = z.object({
  processId: z.uuid(),
  jwk: z.record(z.string(), z.unknown()),
  /** Why the key replaces the one registered before. */
  reason: z.string().trim().max(1000).optional(),
});

export interface RegisteredPublicKey {
  readonly keyId: string;
  /** RFC 7638 thumbprint, to compare with that of the OPL's own copy of the key. */
  readonly thumbprint: string;
  /** Registered less than ten days before the first period opens (§13.1). */
  readonly late: boolean;
}

/**
 * Registers the public key to which the OPL's results will be encrypted (§13.1), with a test package for it. The key is
 * in force once the OPL has opened the package ({@link ProveOplPublicKey}); until then, the previous one stays in force.
 * @throws DomainError PROCESSES.KEY_IS_PRIVATE, .KEY_TOO_SHORT, .KEY_KIND, .KEY_UNUSABLE, .KEY_REASON_MISSING
 */
@CommandSpec({
  name: 'processes.register-opl-public-key',
  permission: 'processes.public-key',
  input,
  deadlines: { 'opl-key': 'marks' },
})
export class RegisterOplPublicKey extends KernelCommand<z.input<typeof input>, RegisteredPublicKey> {}

@CommandHandler(RegisterOplPublicKey)
export class RegisterOplPublicKeyHandler implements ICommandHandler<RegisterOplPublicKey> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { processId, jwk, reason = '' } }: RegisterOplPublicKey): Promise<RegisteredPublicKey> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ entidad: process.entidad });
    const key = parsePublicKey(jwk);
    const { testPackage, testDigest } = await packageFor(key);
    await lockProcess(this.work, processId);
    if ((await findProcess(this.work, processId)).hasRegisteredKey && reason === '') {
      throw new DomainError('PROCESSES.KEY_REASON_MISSING', { kind: 'invalid', field: 'reason' });
    }
    const now = this.clock.now();
    const periods = (await findPeriods(this.work, { processId })).filter((period) => period.active);
    const late = isKeyLate(now, periods[0]?.opensAt);
    const thumbprint = keyThumbprint(key);
    const id = randomId();
    await this.work.sql(
      `insert into processes.opl_public_key
         (id, process_id, thumbprint, jwk, late, actor_id, registered_at, reason, test_package, test_digest)
       values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), $9, $10)`,
      [
        ...[id, processId, thumbprint, JSON.stringify(key), late, this.work.actor.id, now],
        ...[reason, testPackage, testDigest],
      ],
    );
    this.work.audit({
      subject: ['opl-public-key', id],
      stream: processId,
      details: { thumbprint, late },
      reason,
    });
    return { keyId: id, thumbprint, late };
  }
}

async function packageFor(key: PublicKeyJwk): Promise<KeyPackage> {
  try {
    return await makeKeyPackage(key);
  } catch {
    throw new DomainError('PROCESSES.KEY_UNUSABLE', {
      kind: 'invalid',
      field: 'jwk',
    });
  }
}
