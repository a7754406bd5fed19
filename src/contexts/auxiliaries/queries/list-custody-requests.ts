import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { custodyNumber, custodyRequests, type CustodyFigures } from '../persistence/paper-records.js';

const input = z.object({ aspirantId: z.uuid() });

export interface CustodyRequestView extends CustodyFigures {
  readonly number: string;
}

/** What the OPL asked an aspirant for, and what of it was handed over (§6.7). */
@QuerySpec({ name: 'auxiliaries.list-custody-requests', permission: 'auxiliaries.read', input })
export class ListCustodyRequests extends KernelQuery<z.infer<typeof input>, CustodyRequestView[]> {}

@QueryHandler(ListCustodyRequests)
export class ListCustodyRequestsHandler implements IQueryHandler<ListCustodyRequests> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { aspirantId } }: ListCustodyRequests): Promise<CustodyRequestView[]> {
    const system = systemActor('auxiliaries.list-custody-requests');
    const { entidad } = await this.dispatcher.ask(system, new GetAspirant({ aspirantId }));
    this.work.authorize({ entidad, aspirantId });
    const requests = await custodyRequests(this.work, aspirantId);
    return requests.map((request) => ({ ...request, number: custodyNumber(request.id) }));
  }
}
