import { BLANK_SCAN } from '../builders/index.js';
import { RegisterAspirant } from '../../contexts/aspirants/index.js';
import { AcceptAspirantDuties, ASPIRANT_DUTIES } from '../../contexts/auxiliaries/index.js';
import type { Actor } from '../../kernel/access/actor.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { confirmAspirant } from '../seed/confirm-aspirant.js';

/** Registration data of María, a fictitious aspirant. */
export const ASPIRANT_REGISTRATION = {
  nombre: 'María Guadalupe',
  paterno: 'Xolotl',
  materno: 'Ibáñez',
  lugarNacimiento: '19',
  fechaNacimiento: '1997-06-13',
  genero: 'M',
  telefonoMovil: '442 123 4567',
  credentialType: 'E',
  claveElector: 'XLIBGD97061319M100',
  cic: '123456789',
  entidad: '22',
  municipio: 'Querétaro',
  seccion: '0412',
  email: 'maria@correo.example',
  emailProvider: 'google',
  fechaManifestacion: '2027-01-04',
  numeroOficio: 'IEEQ/001/2027',
  folioInterno: 'CI-001',
} as const;

type Registration = ConstructorParameters<typeof RegisterAspirant>[0];

/** Registers María as an aspirant, not yet validated by the OPL. `change` overrides her data. */
export function registerAspirant(
  dispatcher: Dispatcher,
  actor: Actor,
  officeId: string,
  change: Partial<Registration> = {},
): Promise<{ aspirantId: string }> {
  return dispatcher.run(actor, new RegisterAspirant({ ...ASPIRANT_REGISTRATION, ...change, officeId }));
}

/**
 * Creates María, a confirmed aspirant who has accepted her duties and can register auxiliaries. `change` overrides her
 * data.
 */
export async function confirmedAspirant(
  dispatcher: Dispatcher,
  actor: Actor,
  officeId: string,
  change: Partial<Registration> = {},
): Promise<{ aspirantId: string }> {
  const { aspirantId } = await registerAspirant(dispatcher, actor, officeId, change);
  await confirmAspirant(dispatcher, actor, aspirantId, BLANK_SCAN);
  await dispatcher.run(actor, new AcceptAspirantDuties({ aspirantId, version: ASPIRANT_DUTIES.version }));
  return { aspirantId };
}
