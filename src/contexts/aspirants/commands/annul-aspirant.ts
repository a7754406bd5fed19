import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { annulmentContext } from '../domain/corrections.js';
import { lockAspirant, recordTransition } from '../persistence/aspirant-records.js';

const input = z.object({ aspirantId: z.uuid(), reason: z.string().trim().min(1).max(500) });

/**
 * Annuls a registration made by mistake, e.g. in another process, before its sheet was signed. It stays in the list with
 * its history; its e-mail and clave can be registered again. A person who gives up withdraws instead.
 * @throws DomainError ASPIRANTS.ANNULMENT_TOO_LATE, .ANNULLED, .WITHDRAWN
 */
@CommandSpec({ name: 'aspirants.annul-aspirant', permission: 'aspirants.withdraw', input })
export class AnnulAspirant extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(AnnulAspirant)
export class AnnulAspirantHandler implements ICommandHandler<AnnulAspirant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { aspirantId, reason } }: AnnulAspirant): Promise<void> {
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);
    const from = aspirant.status;
    const at = this.clock.now();
    aspirant.annul();
    await this.work.sql(`insert into aspirants.annulment (aspirant_id, reason, actor_id, at) values ($1, $2, $3, $4)`, [
      aspirantId,
      await this.cipher.encrypt(reason, annulmentContext(aspirantId)),
      ...[this.work.actor.id, at],
    ]);
    await recordTransition(this.work, { aspirantId, from, to: 'annulled', at });
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { from, folio: aspirant.folio },
      reason,
    });
  }
}
