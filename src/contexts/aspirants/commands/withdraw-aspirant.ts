import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { centralDay } from '../../../kernel/clock/central-time.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../../processes/index.js';
import { isCalendarDate } from '#electoral/time';
import { withdrawalContext } from '../domain/corrections.js';
import { AspirantWithdrawn } from '../events/aspirant-withdrawn.js';
import { decryptRegistration } from '../persistence/personal-data.js';
import { lockAspirant, recordTransition } from '../persistence/aspirant-records.js';

const input = z.object({
  aspirantId: z.uuid(),
  /** Day on which the desistimiento was submitted, `yyyy-mm-dd`. */
  presentedOn: z.string().trim(),
  documentNumber: z.string().trim().min(1).max(60),
  reason: z.string().trim().min(1).max(500),
});

/**
 * Withdraws an aspirant permanently (decision 13). Their devices can no longer capture; supports sealed before the
 * withdrawal are still received. Their records no longer take precedence over duplicates for other aspirants.
 * @throws DomainError ASPIRANTS.WITHDRAWAL_DATE, .WITHDRAWAL_BEFORE_MANIFESTATION, .WITHDRAWN, .ANNULLED
 */
@CommandSpec({
  name: 'aspirants.withdraw-aspirant',
  permission: 'aspirants.withdraw',
  input,
  noLegalDeadline: 'the day of a withdrawal must not be in the future',
})
export class WithdrawAspirant extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(WithdrawAspirant)
export class WithdrawAspirantHandler implements ICommandHandler<WithdrawAspirant> {
  constructor(
    private readonly em: EntityManager,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly cipher: FieldCipher,
  ) {}

  async execute({ input: { aspirantId, presentedOn, documentNumber, reason } }: WithdrawAspirant): Promise<void> {
    const aspirant = await lockAspirant(this.em, aspirantId);
    this.work.authorize({ entidad: aspirant.entidad });
    await requireOpenProcess(this.work, aspirant.processId);
    const at = this.clock.now();
    if (!isCalendarDate(presentedOn) || presentedOn > centralDay(at)) {
      throw new DomainError('ASPIRANTS.WITHDRAWAL_DATE', { kind: 'invalid', field: 'presentedOn' });
    }
    const { fechaManifestacion } = await decryptRegistration(this.cipher, aspirant);
    if (presentedOn < fechaManifestacion) {
      const day = fechaManifestacion.split('-').reverse().join('/');
      throw new DomainError('ASPIRANTS.WITHDRAWAL_BEFORE_MANIFESTATION', {
        ...{ kind: 'invalid', field: 'presentedOn', params: { day } },
      });
    }
    const from = aspirant.status;
    aspirant.withdraw();
    await this.work.sql(
      `insert into aspirants.withdrawal (aspirant_id, presented_on, document_number, reason, actor_id, at)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        ...[aspirantId, presentedOn, documentNumber],
        ...[await this.cipher.encrypt(reason, withdrawalContext(aspirantId)), this.work.actor.id, at],
      ],
    );
    await recordTransition(this.work, { aspirantId, from, to: 'withdrawn', at });
    this.work.publish(new AspirantWithdrawn({ aspirantId, processId: aspirant.processId }));
    this.work.audit({
      subject: ['aspirant', aspirantId],
      stream: aspirant.processId,
      details: { from, presentedOn, documentNumber },
      reason,
    });
  }
}
