import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListAllProcesses } from '../../processes/index.js';
import { GrantLimits } from '../persistence/grant-limits.js';

const input = z.object({
  /** Null: DERFE. */
  entidad: z
    .string()
    .regex(/^\d{2}$/)
    .nullable(),
});

/** A process for a grant (null: none), and the latest end of the grant. */
export interface GrantChoice {
  readonly processId: string | null;
  readonly idProceso: string | null;
  readonly name: string | null;
  readonly latest: string;
  /** The latest end follows from the capture periods of the process, not from today. */
  readonly fromPeriods: boolean;
}

/** The processes for grants of an institution, then the option without a process, each with its latest end (§4.2). */
@QuerySpec({ name: 'accounts.list-grant-choices', permission: 'accounts.manage', input })
export class ListGrantChoices extends KernelQuery<z.infer<typeof input>, GrantChoice[]> {}

@QueryHandler(ListGrantChoices)
export class ListGrantChoicesHandler implements IQueryHandler<ListGrantChoices> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly limits: GrantLimits,
  ) {}

  async execute({ input: { entidad } }: ListGrantChoices): Promise<GrantChoice[]> {
    this.work.authorize({ entidad: entidad ?? EVERYTHING });
    const processes = await this.dispatcher.ask(this.work.actor, new ListAllProcesses({}));
    const own = processes.filter((process) => entidad === null || process.entidad === entidad);
    const choices: GrantChoice[] = [];
    for (const { id: processId, idProceso, name } of own) {
      choices.push({ processId, idProceso, name, ...(await this.#limit(entidad, processId)) });
    }
    return [...choices, { processId: null, idProceso: null, name: null, ...(await this.#limit(entidad, null)) }];
  }

  async #limit(entidad: string | null, processId: string | null): Promise<Pick<GrantChoice, 'latest' | 'fromPeriods'>> {
    const { latest, fromPeriods } = await this.limits.limitOf({ entidad, processId });
    return { latest: latest.toISOString(), fromPeriods };
  }
}
