import type { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { districtName, type OfficeScope, type TerritoryChoice } from '../domain/office-territory.js';

/** A territory catalogue without its rows. */
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
    valid_from as "validFrom", loaded_at as "loadedAt"
  from processes.territory_catalogue`;

/**
 * The catalogue in force at an instant: the latest `valid_from` and, among equals, the last one loaded (a correction).
 */
export async function findCatalogueInForce(
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

/** The territories in which an office of this scope may be elected, by name; undefined if no catalogue is in force. */
export async function findTerritoryChoices(
  work: UnitOfWork,
  entidad: string,
  scope: OfficeScope,
  at: Date,
): Promise<TerritoryChoice[] | undefined> {
  const catalogue = await findCatalogueInForce(work, entidad, at);
  if (!catalogue) return undefined;
  if (scope === 'entidad') return [];
  if (scope === 'municipality') {
    const municipalities = await work.sql<TerritoryChoice>(
      'select key, name from processes.municipality where catalogue_id = $1',
      [catalogue.id],
    );
    return municipalities.sort((a, b) => a.name.localeCompare(b.name, 'es'));
  }
  const districts = await work.sql<{ key: string }>(
    'select distinct local_district as key from processes.section where catalogue_id = $1 order by 1',
    [catalogue.id],
  );
  return districts.map(({ key }) => ({ key, name: districtName(key) }));
}
