import { systemActor, type Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetOfficialNames } from './queries/get-official-names.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Names who made an earlier decision, for the error shown to an official whose own decision came too late. */
export async function nameOfDecider(dispatcher: Dispatcher, reader: Actor, id: string): Promise<string> {
  if (id === reader.id) return 'usted, desde otra ventana,';
  // Jobs have a name instead of an account.
  if (!UUID.test(id)) return 'el sistema';
  const [found] = await dispatcher.ask(systemActor('accounts.name-of-decider'), new GetOfficialNames({ ids: [id] }));
  return found?.account ?? 'otra persona';
}
