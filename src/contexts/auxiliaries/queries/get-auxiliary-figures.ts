import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Conditions } from '../../../kernel/lists/conditions.js';
import { countUpToLimit, type Total } from '../../../kernel/lists/page.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

const DIMENSIONS = { entidad: 'entidad', aspirantId: 'aspirantId' };
const DEVICES = {
  table: 'auxiliaries.known_device',
  joins: 'join auxiliaries.auxiliary a on a.id = t.auxiliary_id',
  visibleBy: { entidad: 'a.entidad', aspirantId: 'a.aspirant_id' },
};

const input = z.object({});

export interface AuxiliaryFigures {
  /** Registered and not discharged. */
  readonly authorised: number;
  readonly discharged: number;
  readonly devicesToReview: Total;
}

/**
 * Counts of the caller's entidad: auxiliaries from counters (§6.4); devices to review, counted up to a limit (§7.4).
 */
@QuerySpec({ name: 'auxiliaries.get-auxiliary-figures', permission: 'auxiliaries.read', input })
export class GetAuxiliaryFigures extends KernelQuery<z.infer<typeof input>, AuxiliaryFigures> {}

@QueryHandler(GetAuxiliaryFigures)
export class GetAuxiliaryFiguresHandler implements IQueryHandler<GetAuxiliaryFigures> {
  constructor(private readonly work: UnitOfWork) {}

  async execute(): Promise<AuxiliaryFigures> {
    const registered = await this.work.sumCounter('auxiliaries.registered', DIMENSIONS);
    const discharged = await this.work.sumCounter('auxiliaries.discharged', DIMENSIONS);
    const toReview = new Conditions().and('t.status = ?', 'por-revisar').and('a.status <> ?', 'discharged');
    return {
      authorised: registered - discharged,
      discharged,
      devicesToReview: await countUpToLimit(this.work, DEVICES, toReview),
    };
  }
}
