import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { catalogueInForce } from '../persistence/territory-records.js';

const input = z.object({ entidad: z.string().max(2) });

export interface LocalDistrict {
  readonly key: string;
  readonly sections: number;
  /** Names of the municipalities it lies in. */
  readonly municipalities: readonly string[];
}

/** The local districts of an entidad, as its catalogue in force says; none where none is loaded (§5.A). */
@QuerySpec({ name: 'processes.list-local-districts', permission: PUBLIC, input })
export class ListLocalDistricts extends KernelQuery<z.infer<typeof input>, LocalDistrict[]> {}

@QueryHandler(ListLocalDistricts)
export class ListLocalDistrictsHandler implements IQueryHandler<ListLocalDistricts> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad } }: ListLocalDistricts): Promise<LocalDistrict[]> {
    this.work.authorizeByProof();
    const catalogue = await catalogueInForce(this.work, entidad, this.clock.now());
    if (!catalogue) return [];
    return this.work.sql<LocalDistrict>(
      `select s.local_district as key, count(*)::int as sections, array_agg(distinct m.name) as municipalities
       from processes.section s
       join processes.municipality m on m.catalogue_id = s.catalogue_id and m.key = s.municipality
       where s.catalogue_id = $1 group by s.local_district order by s.local_district`,
      [catalogue.id],
    );
  }
}
