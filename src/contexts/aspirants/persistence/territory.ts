import type { Actor } from '../../../kernel/access/actor.js';
import type { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { FindSeccion, GetTerritoryCatalogue, ListMunicipalities } from '../../processes/index.js';
import type { Territory } from '../domain/residence.js';

/** What the catalogue in force says of a place of residence; undefined where none is loaded. */
export async function findTerritory(
  dispatcher: Dispatcher,
  actor: Actor,
  { entidad, seccion }: { readonly entidad: string; readonly seccion: string },
): Promise<Territory | undefined> {
  const place = { entidad: entidad.slice(0, 2), seccion: seccion.slice(0, 4) };
  if (!(await dispatcher.ask(actor, new GetTerritoryCatalogue({ entidad: place.entidad })))) return undefined;
  return {
    municipalities: await dispatcher.ask(actor, new ListMunicipalities({ entidad: place.entidad })),
    seccion: await dispatcher.ask(actor, new FindSeccion(place)),
  };
}
