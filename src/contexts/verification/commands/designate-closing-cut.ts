import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess, requireOpenProcess } from '../../processes/index.js';

const input = z.object({ processId: z.uuid(), cut: z.string().trim().min(1).max(80) });

/**
 * The OPL designates the roll cut for the close (decision 15). A background job then matches every support of the
 * process against it.
 * @throws DomainError VERIFICATION.CUT_UNKNOWN
 */
@CommandSpec({ name: 'verification.designate-closing-cut', permission: 'verification.designate-closing-cut', input })
export class DesignateClosingCut extends KernelCommand<z.input<typeof input>> {}

@CommandHandler(DesignateClosingCut)
export class DesignateClosingCutHandler implements ICommandHandler<DesignateClosingCut> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { processId, cut } }: DesignateClosingCut): Promise<void> {
    const process = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad: process.entidad });
    await requireOpenProcess(this.work, processId);
    const designated = await this.work.sql(
      `insert into verification.closing_cut (process_id, cut, named_by, named_at)
       select $1, name, $3, $4 from roll.published_cut where name = $2
       on conflict (process_id) do update set cut = excluded.cut, named_by = excluded.named_by, named_at = excluded.named_at
       returning cut`,
      [processId, cut, this.work.actor.id, this.clock.now()],
    );
    if (designated.length === 0) {
      throw new DomainError('VERIFICATION.CUT_UNKNOWN', { kind: 'conflict', field: 'cut', params: { cut } });
    }
    this.work.audit({ subject: ['process', processId], stream: processId, details: { closingCut: cut } });
  }
}
