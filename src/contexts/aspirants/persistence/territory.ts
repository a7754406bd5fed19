import type { Actor } from '../../../kernel/access/actor.js';
import type { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { FindSeccion, GetTerritoryCatalogue, ListMunicipalities } from '../../processes/index.js';
import type { Territory } from '../domain/residence.js';

/** Looks up a residence in the territory catalogue in force; undefined if none is loaded. */
export async function findTerritory(
  dispatcher: Dispatcher,
  actor: Actor,
  { entidad, seccion }: { readonly entidad: string; readonly seccion: string },
): Promise<Territory | undefined> {
  const residence = { entidad: entidad.slice(0, 2), seccion: seccion.slice(0, 4) };
  if (!(await dispatcher.ask(actor, new GetTerritoryCatalogue({ entidad: residence.entidad })))) return undefined;
  return {
    municipalities: await dispatcher.ask(actor, new ListMunicipalities({ entidad: residence.entidad })),
    seccion: await dispatcher.ask(actor, new FindSeccion(residence)),
  };
}
