import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { requireOpenProcess } from '../closing-guard.js';
import { OplKeyAnchors, WAIVED } from '../opl-key-anchors.js';
import { allowOpening, findPeriods, findProcess, lockProcess } from '../persistence/process-records.js';

const input = z.object({ processId: z.uuid(), reason: z.string().trim().min(1).max(1000) });

/**
 * Lets the periods of a process open although the OPL has not proved that it can open its key: the OPL's omission never
 * shortens the aspirant's period. The delivery still waits for the key (decision 66).
 * @throws DomainError PROCESSES.KEY_NOT_NEEDED, .KEY_WAIVER_WITHOUT_PERIOD, .PROCESS_CLOSED
 */
@CommandSpec({
  name: 'processes.waive-opl-key',
  permission: 'processes.waive-key',
  input,
  noLegalDeadline: 'DERFE may waive the test before or after the period should open',
})
export class WaiveOplKey extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(WaiveOplKey)
export class WaiveOplKeyHandler implements ICommandHandler<WaiveOplKey> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly anchors: OplKeyAnchors,
  ) {}

  async execute({ input: { processId, reason } }: WaiveOplKey): Promise<void> {
    const { entidad } = await findProcess(this.work, processId);
    this.work.authorize({ entidad });
    await requireOpenProcess(this.work, processId);
    await lockProcess(this.work, processId);
    const { mayOpen, practice } = await findProcess(this.work, processId);
    if (mayOpen && (await this.anchors.mayOpen({ processId, practice }))) {
      throw new DomainError('PROCESSES.KEY_NOT_NEEDED', { kind: 'conflict' });
    }
    if ((await findPeriods(this.work, { processId })).length === 0) {
      throw new DomainError('PROCESSES.KEY_WAIVER_WITHOUT_PERIOD', { kind: 'conflict' });
    }
    const now = this.clock.now();
    await this.work.sql(
      `insert into processes.opl_key_waiver (process_id, reason, actor_id, waived_at) values ($1, $2, $3, $4)
       on conflict (process_id) do nothing`,
      [processId, reason, this.work.actor.id, now],
    );
    await allowOpening(this.work, processId, now);
    this.work.audit({ subject: ['process', processId], stream: processId, details: { [WAIVED]: true }, reason });
  }
}
