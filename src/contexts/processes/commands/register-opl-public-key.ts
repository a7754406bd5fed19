import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { randomId } from '../../../kernel/crypto/random.js';
import { encryptFor } from '../../../kernel/crypto/signing.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { isKeyLate, keyThumbprint, parsePublicKey, type PublicKeyJwk } from '../domain/opl-public-key.js';
import { findPeriods, findProcess, lockProcess } from '../persistence/process-records.js';

const input = z.object({
  processId: z.uuid(),
  jwk: z.record(z.string(), z.unknown()),
});

export interface RegisteredPublicKey {
  /** RFC 7638 thumbprint, to compare with that of the OPL's own copy of the key. */
  readonly thumbprint: string;
  /** Registered less than ten days before the first period opens (§13.1). */
  readonly late: boolean;
}

/**
 * Registers the public key to which the OPL's results will be encrypted (§13.1). All keys are kept; the newest is used.
 * @throws DomainError PROCESSES.KEY_IS_PRIVATE, .KEY_TOO_SHORT, .KEY_KIND, .KEY_UNUSABLE
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

  async execute({ input: { processId, jwk } }: RegisterOplPublicKey): Promise<RegisteredPublicKey> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ entidad: process.entidad });
    const key = parsePublicKey(jwk);
    await requireUsable(key);
    await lockProcess(this.work, processId);
    const now = this.clock.now();
    const periods = (await findPeriods(this.work, { processId })).filter((period) => period.active);
    const late = isKeyLate(now, periods[0]?.opensAt);
    const thumbprint = keyThumbprint(key);
    const id = randomId();
    await this.work.sql(
      `insert into processes.opl_public_key (id, process_id, thumbprint, jwk, late, actor_id, registered_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, processId, thumbprint, JSON.stringify(key), late, this.work.actor.id, now],
    );
    this.work.audit({
      subject: ['opl-public-key', id],
      stream: processId,
      details: { thumbprint, late },
    });
    return { thumbprint, late };
  }
}

/** Encrypts a sample, so that a point off the curve or an even exponent is found now and not at the close. */
async function requireUsable(key: PublicKeyJwk): Promise<void> {
  try {
    await encryptFor(key, Buffer.from('prueba'));
  } catch {
    throw new DomainError('PROCESSES.KEY_UNUSABLE', {
      kind: 'invalid',
      field: 'jwk',
    });
  }
}
