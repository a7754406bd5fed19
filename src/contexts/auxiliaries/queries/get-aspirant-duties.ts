import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetAspirant } from '../../aspirants/index.js';
import { ASPIRANT_DUTIES, type Duties } from '../domain/duties/index.js';
import { aspirantAcceptances } from '../persistence/duties-records.js';

const input = z.object({ aspirantId: z.uuid() });

export interface AspirantDuties {
  readonly duties: Duties;
  /** When the aspirant accepted the version in force; ISO 8601, UTC. Null until then. */
  readonly acceptedAt: string | null;
}

/** The duties of an aspirant, and whether they accepted them (§6.9, §16.2). */
@QuerySpec({ name: 'auxiliaries.get-aspirant-duties', permission: 'auxiliaries.read', input })
export class GetAspirantDuties extends KernelQuery<z.infer<typeof input>, AspirantDuties> {}

@QueryHandler(GetAspirantDuties)
export class GetAspirantDutiesHandler implements IQueryHandler<GetAspirantDuties> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { aspirantId } }: GetAspirantDuties): Promise<AspirantDuties> {
    const { entidad } = await this.dispatcher.ask(this.work.actor, new GetAspirant({ aspirantId }));
    this.work.authorize({ entidad, aspirantId });
    const accepted = await aspirantAcceptances(this.work, aspirantId);
    const current = accepted.find(({ version }) => version === ASPIRANT_DUTIES.version);
    return { duties: ASPIRANT_DUTIES, acceptedAt: current?.acceptedAt ?? null };
  }
}
