import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findCatalogueInForce } from '../persistence/territory-records.js';

const input = z.object({ entidad: z.string().max(2), seccion: z.string().max(4) });

export interface SeccionTerritory {
  readonly municipalityKey: string;
  readonly municipalityName: string;
  readonly localDistrict: string;
  readonly federalDistrict: string;
}

/**
 * Finds the municipality and districts of a sección in the catalogue in force (§5.C). Null if the catalogue has no such
 * sección or no catalogue is loaded; use `GetTerritoryCatalogue` to tell the two apart.
 */
@QuerySpec({ name: 'processes.find-seccion', permission: PUBLIC, input, unscoped: 'published geography' })
export class FindSeccion extends KernelQuery<z.infer<typeof input>, SeccionTerritory | null> {}

@QueryHandler(FindSeccion)
export class FindSeccionHandler implements IQueryHandler<FindSeccion> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad, seccion } }: FindSeccion): Promise<SeccionTerritory | null> {
    const catalogue = await findCatalogueInForce(this.work, entidad, this.clock.now());
    if (!catalogue) return null;
    const [territory] = await this.work.sql<SeccionTerritory>(
      `select m.key as "municipalityKey", m.name as "municipalityName", s.local_district as "localDistrict",
         s.federal_district as "federalDistrict"
       from processes.section s
       join processes.municipality m on m.catalogue_id = s.catalogue_id and m.key = s.municipality
       where s.catalogue_id = $1 and s.key = $2`,
      [catalogue.id, seccion.padStart(4, '0')],
    );
    return territory ?? null;
  }
}
