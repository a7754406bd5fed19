import type { Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GetAspirant } from '../aspirants/index.js';
import { GetAuxiliaryContact, type AuxiliaryContact } from '../auxiliaries/index.js';
import { GetProcess } from '../processes/index.js';

export interface AuxiliaryFacts extends AuxiliaryContact {
  readonly aspirantName: string;
  readonly officeName: string;
  readonly entidad: string;
  readonly practice: boolean;
}

/** What an e-mail to an auxiliary states about them and the aspirant they help. */
export async function auxiliaryFacts(dispatcher: Dispatcher, job: Actor, auxiliaryId: string): Promise<AuxiliaryFacts> {
  const contact = await dispatcher.ask(job, new GetAuxiliaryContact({ auxiliaryId }));
  const aspirant = await dispatcher.ask(job, new GetAspirant({ aspirantId: contact.aspirantId }));
  const { practice, entidad } = await dispatcher.ask(job, new GetProcess({ processId: contact.processId }));
  return { ...contact, aspirantName: aspirant.displayName, officeName: aspirant.officeName, practice, entidad };
}
