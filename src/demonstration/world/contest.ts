import { AddOffice, CreateProcess, SetCapturePeriod } from '../../contexts/processes/index.js';
import type { Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';

type InputOf<Command extends abstract new (input: never) => unknown> = ConstructorParameters<Command>[0];

/** Creates a local process of Querétaro. `change` overrides the defaults. */
export function createProcess(
  dispatcher: Dispatcher,
  actor: Actor,
  change: Partial<InputOf<typeof CreateProcess>> = {},
): Promise<{ processId: string; idProceso: string }> {
  const input = { entidad: '22', name: 'Proceso Electoral Local 2026-2027', practice: false, ...change };
  return dispatcher.run(actor, new CreateProcess(input));
}

/** Adds the governor's office. `change` overrides the defaults. */
export function addOffice(
  dispatcher: Dispatcher,
  actor: Actor,
  processId: string,
  change: Partial<InputOf<typeof AddOffice>> = {},
): Promise<{ officeId: string }> {
  const office = { kind: 'gubernatura', name: 'Gubernatura', territory: '' } as const;
  return dispatcher.run(actor, new AddOffice({ processId, ...office, ...change }));
}

export interface Contest {
  readonly processId: string;
  readonly idProceso: string;
  readonly officeId: string;
}

/** Creates a process with one office. */
export async function newContest(
  dispatcher: Dispatcher,
  actor: Actor,
  process: Partial<InputOf<typeof CreateProcess>> = {},
): Promise<Contest> {
  const created = await createProcess(dispatcher, actor, process);
  return { ...created, ...(await addOffice(dispatcher, actor, created.processId)) };
}

/** Sets an active period from 10 January to 10 February 2027, in hora centro. `change` overrides the defaults. */
export async function openPeriod(
  dispatcher: Dispatcher,
  actor: Actor,
  { processId, officeId }: Pick<Contest, 'processId' | 'officeId'>,
  change: Partial<InputOf<typeof SetCapturePeriod>> = {},
): Promise<void> {
  const period = {
    name: 'Captación de apoyo ciudadano',
    opensAt: '2027-01-10T06:00:00.000Z',
    closesAt: '2027-02-10T06:00:00.000Z',
    active: true,
    reason: 'Abre de inmediato',
    stops: change.active === false,
  };
  await dispatcher.run(actor, new SetCapturePeriod({ processId, officeId, ...period, ...change }));
}
