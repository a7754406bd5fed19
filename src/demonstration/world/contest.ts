import {
  AddOffice,
  CreateProcess,
  GetProcess,
  ListPublicKeys,
  ProveOplPublicKey,
  RegisterOplPublicKey,
  SetCapturePeriod,
  WaiveOplKey,
} from '../../contexts/processes/index.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { openWith } from '../../kernel/crypto/signing.js';
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

/** Registers a public key of the OPL and proves that the OPL holds the private one (§13.1). */
export async function registerTestedKey(
  dispatcher: Dispatcher,
  actor: Actor,
  processId: string,
  { publicJwk, privateJwk, reason }: { publicJwk: object; privateJwk: object; reason?: string },
): Promise<void> {
  const jwk = { ...publicJwk };
  const { keyId } = await dispatcher.run(actor, new RegisterOplPublicKey({ processId, jwk, reason }));
  await proveKey(dispatcher, actor, processId, keyId, privateJwk);
}

/** Opens the test package of a registered key as the OPL would in its browser. */
export async function proveKey(
  dispatcher: Dispatcher,
  actor: Actor,
  processId: string,
  keyId: string,
  privateJwk: object,
): Promise<void> {
  const keys = await dispatcher.ask(actor, new ListPublicKeys({ processId }));
  const testPackage = keys.find((key) => key.keyId === keyId)?.testPackage ?? '';
  const proof = (await openWith(privateJwk, testPackage)).toString('base64url');
  await dispatcher.run(actor, new ProveOplPublicKey({ processId, keyId, proof }));
}

/**
 * Sets an active period from 10 January to 10 February 2027, in hora centro. If the OPL has no tested key, DERFE waives
 * the test, so that capture opens. `change` overrides the defaults.
 */
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
  await waiveKey(dispatcher, processId);
}

/** Lets the periods of a process open without a tested key of the OPL (decision 66). */
export async function waiveKey(dispatcher: Dispatcher, processId: string): Promise<void> {
  const derfe = systemActor('derfe');
  const { mayOpen } = await dispatcher.ask(derfe, new GetProcess({ processId }));
  if (!mayOpen)
    await dispatcher.run(derfe, new WaiveOplKey({ processId, reason: 'La captación no espera a la llave' }));
}
