import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { SELECT_CATALOGUE, type TerritoryCatalogue } from '../persistence/territory-records.js';

const input = z.object({});
/** 32 entidades with about 15 versions each. */
const MAX_ROWS = 500;

export type ListedCatalogue = TerritoryCatalogue & { readonly inForce: boolean };

/** Lists the territory catalogues in the caller's scope, latest `validFrom` first, and marks those in force now. */
@QuerySpec({ name: 'processes.list-territory-catalogues', permission: 'processes.read', input })
export class ListTerritoryCatalogues extends KernelQuery<z.infer<typeof input>, ListedCatalogue[]> {}

@QueryHandler(ListTerritoryCatalogues)
export class ListTerritoryCataloguesHandler implements IQueryHandler<ListTerritoryCatalogues> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<ListedCatalogue[]> {
    return this.work.rows<ListedCatalogue>(
      `select c.*, c.id = (select h.id from processes.territory_catalogue h where h.entidad = c.entidad and h.valid_from <= $1
         order by h.valid_from desc, h.loaded_at desc, h.id limit 1) is true as "inForce"
       from (${SELECT_CATALOGUE}) c where {visible}
       order by c.entidad, c."validFrom" desc, c."loadedAt" desc limit ${String(MAX_ROWS)}`,
      [this.clock.now()],
      { entidad: 'c.entidad' },
    );
  }
}
