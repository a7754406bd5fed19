import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { EVERYTHING } from '../../../kernel/access/actor.js';
import { Counters } from '../../../kernel/counters/counters.js';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpTo, type Total } from '../../../kernel/lists/page.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { ListProcesses } from '../../processes/index.js';

const input = z.object({});

export interface AuxiliaryFigures {
  /** Registered and not discharged since. */
  readonly authorised: number;
  readonly discharged: number;
  readonly devicesToReview: Total;
}

/** The auxiliaries of the asker's entidad in figures, from counters (§6.4); devices that wait for a look, up to a limit (§7.4). */
@QuerySpec({ name: 'auxiliaries.get-auxiliary-figures', permission: 'auxiliaries.read', input })
export class GetAuxiliaryFigures extends KernelQuery<z.infer<typeof input>, AuxiliaryFigures> {}

@QueryHandler(GetAuxiliaryFigures)
export class GetAuxiliaryFiguresHandler implements IQueryHandler<GetAuxiliaryFigures> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly dispatcher: Dispatcher,
    private readonly em: EntityManager,
    private readonly counters: Counters,
  ) {}

  async execute(): Promise<AuxiliaryFigures> {
    const { scope } = this.work.actor;
    const entidad = scope[EVERYTHING] ?? scope['entidad'] ?? '';
    this.work.authorize({ entidad });
    const processes = await this.dispatcher.ask(this.work.actor, new ListProcesses({}));
    const within = ['processId', processes.map(({ id }) => id)] as const;
    const registered = await this.counters.sum(this.em, 'auxiliaries.registered', {}, within);
    const discharged = await this.counters.sum(this.em, 'auxiliaries.discharged', {}, within);
    const waiting = new Conditions()
      .and('t.status = ?', 'por-revisar')
      .and(
        'exists (select from auxiliaries.auxiliary a where a.id = t.auxiliary_id and a.entidad = ?)',
        entidad === EVERYTHING ? undefined : entidad,
      );
    return {
      authorised: registered - discharged,
      discharged,
      devicesToReview: await countUpTo(this.work, 'auxiliaries.device', waiting),
    };
  }
}
