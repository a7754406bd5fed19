import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';

/** A catalogue of territory as it stands in the list. */
export interface TerritoryCatalogue {
  readonly id: string;
  readonly entidad: string;
  readonly name: string;
  readonly source: string;
  readonly municipalities: number;
  readonly sections: number;
  /** ISO 8601, UTC. */
  readonly validFrom: string;
  readonly loadedAt: string;
}

export const SELECT_CATALOGUE = `select id, entidad, name, source, municipalities, sections,
    to_json(valid_from) #>> '{}' as "validFrom", to_json(loaded_at) #>> '{}' as "loadedAt"
  from processes.territory_catalogue`;

/** The one that holds at an instant: of those valid by then the newest, a correction before what it corrects. */
export async function catalogueInForce(
  work: UnitOfWork,
  entidad: string,
  at: Date,
): Promise<TerritoryCatalogue | undefined> {
  const [row] = await work.sql<TerritoryCatalogue>(
    `${SELECT_CATALOGUE} where entidad = $1 and valid_from <= $2 order by valid_from desc, loaded_at desc, id limit 1`,
    [entidad, at],
  );
  return row;
}
