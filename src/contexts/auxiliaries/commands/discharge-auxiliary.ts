import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { releaseMailbox } from '../../aspirants/index.js';
import { AuxiliaryDischarged } from '../events/auxiliary-discharged.js';
import { AUXILIARY_MAILBOXES, findAuxiliary, recordStatusChange } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid(), reason: z.string().trim().max(500).optional() });

/**
 * Withdraws an auxiliary's authorisation (§6.1 A). Their devices can no longer capture, because the status of a device
 * depends on that of its auxiliary.
 * @throws DomainError AUXILIARIES.ALREADY_DISCHARGED
 */
@CommandSpec({ name: 'auxiliaries.discharge-auxiliary', permission: 'auxiliaries.discharge', input })
export class DischargeAuxiliary extends KernelCommand<z.infer<typeof input>> {}

@CommandHandler(DischargeAuxiliary)
export class DischargeAuxiliaryHandler implements ICommandHandler<DischargeAuxiliary> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { auxiliaryId, reason } }: DischargeAuxiliary): Promise<void> {
    const auxiliary = await findAuxiliary(this.work, auxiliaryId, true);
    const { entidad, aspirantId, processId } = auxiliary;
    this.work.authorize({ entidad, aspirantId });
    if (auxiliary.status === 'discharged') {
      throw new DomainError('AUXILIARIES.ALREADY_DISCHARGED', { kind: 'conflict' });
    }
    const at = this.clock.now();
    await this.work.sql(`update auxiliaries.auxiliary set status = 'discharged', discharged_at = $2 where id = $1`, [
      auxiliaryId,
      at,
    ]);
    await releaseMailbox(this.work, AUXILIARY_MAILBOXES, auxiliary);
    await recordStatusChange(this.work, { auxiliaryId, from: auxiliary.status, to: 'discharged', at, reason });
    this.work.count('auxiliaries.discharged', { processId, aspirantId, entidad }, 1);
    this.work.publish(new AuxiliaryDischarged({ auxiliaryId, at: at.toISOString() }));
    this.work.audit({
      subject: ['auxiliary', auxiliaryId],
      stream: processId,
      details: { from: auxiliary.status },
      reason,
    });
  }
}
