import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetProcess } from '../../processes/index.js';
import { findConclusion, type DeskConclusion } from '../persistence/desk-conclusions.js';

const input = z.object({ processId: z.uuid() });

/** Returns the latest conclusion of the control desk (§13.2 B), or undefined before the first. For jobs only. */
@QuerySpec({ name: 'results.get-desk-conclusion', permission: 'results.record', input, heldBy: 'system' })
export class GetDeskConclusion extends KernelQuery<z.infer<typeof input>, DeskConclusion | undefined> {}

@QueryHandler(GetDeskConclusion)
export class GetDeskConclusionHandler implements IQueryHandler<GetDeskConclusion> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { processId } }: GetDeskConclusion): Promise<DeskConclusion | undefined> {
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetProcess({ processId }));
    this.work.authorize({ entidad });
    return findConclusion(this.work, processId);
  }
}
