import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { constantTimeEqual } from '../../../kernel/crypto/random.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { OplKeyAnchors } from '../opl-key-anchors.js';
import { allowOpening, findProcess, lockProcess } from '../persistence/process-records.js';

const input = z.object({
  processId: z.uuid(),
  keyId: z.uuid(),
  /** What the test package of the key contains, Base64url. */
  proof: z.string().max(200),
});

/**
 * Puts the newest public key of the OPL in force: the holder of the private key has opened its test package (§13.1,
 * decision 4). Only then are results encrypted to it.
 * @throws DomainError PROCESSES.KEY_REPLACED, .KEY_UNRECORDED, .KEY_PROOF_WRONG
 */
@CommandSpec({
  name: 'processes.prove-opl-public-key',
  permission: 'processes.public-key',
  input,
  noLegalDeadline: 'a key may be tested at any time after its registration, to which the deadline applies',
})
export class ProveOplPublicKey extends KernelCommand<z.infer<typeof input>, { thumbprint: string }> {}

@CommandHandler(ProveOplPublicKey)
export class ProveOplPublicKeyHandler implements ICommandHandler<ProveOplPublicKey> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly anchors: OplKeyAnchors,
  ) {}

  async execute({ input: { processId, keyId, proof } }: ProveOplPublicKey): Promise<{ thumbprint: string }> {
    const process = await findProcess(this.work, processId);
    this.work.authorize({ entidad: process.entidad });
    await lockProcess(this.work, processId);
    const [newest] = await this.work.sql<{ id: string; thumbprint: string; testDigest: Buffer | null }>(
      `select k.id, k.thumbprint, coalesce(k.test_digest, p.test_digest) as "testDigest"
       from processes.opl_public_key k left join processes.opl_key_package p on p.key_id = k.id
       where k.process_id = $1 order by k.sequence desc limit 1`,
      [processId],
    );
    if (newest?.id !== keyId || newest.testDigest === null) {
      throw new DomainError('PROCESSES.KEY_REPLACED', { kind: 'conflict' });
    }
    if (!(await this.anchors.isRegistered(processId, keyId))) {
      throw new DomainError('PROCESSES.KEY_UNRECORDED', { kind: 'conflict' });
    }
    if (!constantTimeEqual(sha256(Buffer.from(proof, 'base64url')), newest.testDigest)) {
      throw new DomainError('PROCESSES.KEY_PROOF_WRONG', { kind: 'invalid', field: 'proof' });
    }
    const now = this.clock.now();
    await this.work.sql(
      `insert into processes.opl_key_test (key_id, actor_id, tested_at) values ($1, $2, $3)
       on conflict (key_id) do nothing`,
      [keyId, this.work.actor.id, now],
    );
    await allowOpening(this.work, processId, now);
    const { thumbprint } = newest;
    this.work.audit({ subject: ['opl-public-key', keyId], stream: processId, details: { thumbprint } });
    return { thumbprint };
  }
}
