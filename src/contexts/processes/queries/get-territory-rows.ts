import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SectionRow } from '../domain/territory-file.js';

const input = z.object({ entidad: z.string().max(2).optional(), catalogueId: z.uuid().optional() });

/**
 * Returns every sección of one catalogue or, without its id, of the catalogues in force of one entidad or of all in the
 * caller's scope (§5.A).
 */
@QuerySpec({ name: 'processes.get-territory-rows', permission: 'processes.territory', input })
export class GetTerritoryRows extends KernelQuery<z.infer<typeof input>, SectionRow[]> {}

@QueryHandler(GetTerritoryRows)
export class GetTerritoryRowsHandler implements IQueryHandler<GetTerritoryRows> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad, catalogueId } }: GetTerritoryRows): Promise<SectionRow[]> {
    return this.work.rows<SectionRow & object>(
      `select c.entidad, s.municipality as municipio, m.name as "nombreMunicipio", s.key as seccion,
         s.local_district as "distritoLocal", s.federal_district as "distritoFederal"
       from (select distinct on (entidad) id, entidad from processes.territory_catalogue
         where id = $3 or ($3::uuid is null and valid_from <= $1)
         order by entidad, valid_from desc, loaded_at desc, id) c
       join processes.section s on s.catalogue_id = c.id
       join processes.municipality m on m.catalogue_id = c.id and m.key = s.municipality
       where {visible} and c.entidad = coalesce($2, c.entidad) order by c.entidad, s.key`,
      [this.clock.now(), entidad ?? null, catalogueId ?? null],
      { entidad: 'c.entidad' },
    );
  }
}
