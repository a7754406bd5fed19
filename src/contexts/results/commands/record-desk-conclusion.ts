import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CommandSpec, KernelCommand } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetDeskFigures } from '../../control-desk/index.js';
import { GetProcess } from '../../processes/index.js';
import { ClosingState } from '../closing-state.js';
import { hasDeskConcluded } from '../domain/desk-conclusion.js';
import { DeskConcluded } from '../events/desk-concluded.js';
import { saveConclusion } from '../persistence/desk-conclusions.js';
import { countReceived } from '../persistence/received-supports.js';

const input = z.object({ processId: z.uuid() });

/**
 * Records that the control desk has concluded and publishes {@link DeskConcluded} (§13.2 B). `recorded` is false if the
 * desk has not concluded or the conclusion was recorded before. If another record reaches the desk afterwards, a new
 * conclusion is recorded once it is reviewed.
 */
@CommandSpec({
  name: 'results.record-desk-conclusion',
  permission: 'results.record',
  input,
  noLegalDeadline: 'records that the grace period is over; intake decides that',
  heldBy: 'system',
})
export class RecordDeskConclusion extends KernelCommand<z.infer<typeof input>, { readonly recorded: boolean }> {}

@CommandHandler(RecordDeskConclusion)
export class RecordDeskConclusionHandler implements ICommandHandler<RecordDeskConclusion> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dispatcher: Dispatcher,
    private readonly state: ClosingState,
  ) {}

  async execute({ input: { processId } }: RecordDeskConclusion): Promise<{ recorded: boolean }> {
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad });
    const now = this.clock.now();
    const desk = await this.dispatcher.ask(this.work.actor, new GetDeskFigures({ processId }));
    const pendingReviews = await this.state.pendingReviews({ id: processId, entidad });
    const received = await countReceived(this.work, processId);
    const unprocessable = (await this.state.unprocessable({ id: processId, entidad })).length;
    const periods = await this.state.periods(processId);
    if (!hasDeskConcluded({ periods, received, desk, unprocessable, pendingReviews }, now)) return { recorded: false };
    const reviewed = desk.revisado;
    if (!(await saveConclusion(this.work, processId, { reviewed, concludedAt: now }))) return { recorded: false };
    this.work.publish(new DeskConcluded({ processId, reviewed }));
    this.work.audit({ subject: ['process', processId], stream: processId, details: { reviewed } });
    return { recorded: true };
  }
}
