import { RegisterAuxiliary, type RegisteredAuxiliary } from '../../contexts/auxiliaries/index.js';
import type { Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';

/** Registration data of a fictitious auxiliary. */
export const ANA = {
  nombre: 'Ana',
  paterno: 'Luna',
  materno: 'Sol',
  fechaNacimiento: '1990-01-01',
  claveElector: 'LNSLAN90010122M100',
  telefonoMovil: '442 123 4567',
  email: 'ana@correo.example',
  emailProvider: 'google',
} as const;

export interface WorldAuxiliary extends RegisteredAuxiliary {
  /** Identifies the account with which a device signs in. */
  readonly email: string;
}

/**
 * Registers Ana as an auxiliary of a confirmed aspirant; `change` overrides her data. Her clave must be in the roll.
 */
export async function registerAuxiliary(
  dispatcher: Dispatcher,
  actor: Actor,
  aspirantId: string,
  change: Partial<ConstructorParameters<typeof RegisterAuxiliary>[0]> = {},
): Promise<WorldAuxiliary> {
  const registration = { ...ANA, ...change, aspirantId };
  const registered = await dispatcher.run(actor, new RegisterAuxiliary(registration));
  return { ...registered, email: registration.email };
}
