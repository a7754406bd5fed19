import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { PUBLIC } from '../../../kernel/access/access.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { findTerritoryChoices } from '../persistence/territory-records.js';

const input = z.object({ entidad: z.string().max(2) });

export interface Municipality {
  readonly key: string;
  readonly name: string;
}

/** Lists the municipalities of an entidad by name, from the catalogue in force; empty if none is loaded (§5.C). */
@QuerySpec({ name: 'processes.list-municipalities', permission: PUBLIC, input, unscoped: 'published geography' })
export class ListMunicipalities extends KernelQuery<z.infer<typeof input>, Municipality[]> {}

@QueryHandler(ListMunicipalities)
export class ListMunicipalitiesHandler implements IQueryHandler<ListMunicipalities> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ input: { entidad } }: ListMunicipalities): Promise<Municipality[]> {
    return (await findTerritoryChoices(this.work, entidad, 'municipality', this.clock.now())) ?? [];
  }
}
