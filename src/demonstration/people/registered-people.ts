import { systemActor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetAspirantContact, ListAspirants } from '../../contexts/aspirants/index.js';
import { ListAuxiliariesOfAspirant } from '../../contexts/auxiliaries/index.js';
import { ListAllProcesses } from '../../contexts/processes/index.js';

/** A person who signs in with Google or Facebook. */
export interface RegisteredPerson {
  readonly role: 'Aspirante' | 'Auxiliar';
  readonly name: string;
  readonly email: string;
  readonly provider: 'Google' | 'Facebook';
  readonly idProceso: string;
  /** Id Auxiliar of an auxiliary, folio of an aspirant. */
  readonly id: string;
}

const PROVIDERS = { google: 'Google', facebook: 'Facebook' } as const;
const actor = systemActor('demonstration.people');

/** The registered aspirants of each process and the auxiliaries of each aspirant, at most 200 per list. */
export async function registeredPeople(dispatcher: Dispatcher): Promise<RegisteredPerson[]> {
  const people: RegisteredPerson[] = [];
  for (const { id: processId, idProceso } of await dispatcher.ask(actor, new ListAllProcesses({}))) {
    const aspirants = await dispatcher.ask(actor, new ListAspirants({ processId, limit: 200 }));
    for (const aspirant of aspirants.rows) {
      const aspirantId = aspirant.id;
      const { email } = await dispatcher.ask(actor, new GetAspirantContact({ aspirantId }));
      const provider = PROVIDERS[aspirant.emailProvider];
      people.push({ role: 'Aspirante', name: aspirant.displayName, email, provider, idProceso, id: aspirant.folio });
      const auxiliaries = await dispatcher.ask(
        actor,
        new ListAuxiliariesOfAspirant({ aspirantId, descending: true, limit: 200 }),
      );
      for (const auxiliary of auxiliaries.rows) {
        people.push({
          role: 'Auxiliar',
          name: auxiliary.displayName,
          email: auxiliary.email,
          provider: PROVIDERS[auxiliary.emailProvider],
          idProceso,
          id: auxiliary.idAuxiliar,
        });
      }
    }
  }
  return people;
}
