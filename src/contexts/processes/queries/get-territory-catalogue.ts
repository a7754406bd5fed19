import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findCatalogueInForce, type TerritoryCatalogue } from '../persistence/territory-records.js';

const input = z.object({ entidad: z.string().max(2) });

/** Returns the territory catalogue in force in an entidad; null if none is loaded, so that nothing can be validated. */
@QuerySpec({ name: 'processes.get-territory-catalogue', permission: PUBLIC, input, unscoped: 'published geography' })
export class GetTerritoryCatalogue extends KernelQuery<z.infer<typeof input>, TerritoryCatalogue | null> {}

@QueryHandler(GetTerritoryCatalogue)
export class GetTerritoryCatalogueHandler implements IQueryHandler<GetTerritoryCatalogue> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad } }: GetTerritoryCatalogue): Promise<TerritoryCatalogue | null> {
    return (await findCatalogueInForce(this.work, entidad, this.clock.now())) ?? null;
  }
}
