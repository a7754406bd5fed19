import { EntityManager } from '@mikro-orm/postgresql';
import { GetAccountRequest, ListAccountRequests } from '../../src/contexts/accounts/index.js';
import { RegisterAspirant } from '../../src/contexts/aspirants/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { randomBuffer, randomId } from '../../src/kernel/crypto/random.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import { insertAuxiliaries } from './auxiliary-rows.js';
import type { BackOfficeScene } from './back-office-scene.js';
import { insertLongJob } from './long-job-rows.js';
import { createAccountByOficio } from './officials.js';
import { addOffice, createProcess } from '../../src/demonstration/world/index.js';

const system = systemActor('records');

/** What tells the records of two OPLs apart. */
export interface Opl {
  readonly entidad: string;
  /** Of its institutional addresses. */
  readonly domain: string;
  /** Of its device. */
  readonly folioPrefix: string;
  /** Of its support. */
  readonly folio: string;
}

export const QUERETARO: Opl = { entidad: '22', domain: 'ieeq.example', folioPrefix: '7K2MD', folio: 'AC-1' };

/**
 * One record of every catalogue of the back office, all of one OPL: a walk over the screens has something to ask for.
 * @returns ids by the catalogue's address; besides `cargo` and `persona` (asked for in addresses) and `apoyo`.
 */
export async function seedRecords(
  scene: BackOfficeScene,
  { entidad, domain, folioPrefix, folio }: Opl = QUERETARO,
): Promise<Readonly<Record<string, string>>> {
  const sql = (text: string, params: unknown[]) =>
    scene.app.get(EntityManager).fork().execute<{ id: string }[]>(text, params);
  const supportId = randomId();
  const dispatcher = scene.app.get(Dispatcher);
  const { processId, idProceso } = await createProcess(dispatcher, system, { entidad, name: `Proceso de ${entidad}` });
  const { officeId } = await addOffice(dispatcher, system, processId);
  const { aspirantId } = await dispatcher.run(system, new RegisterAspirant({ ...registration, officeId }));
  const accountId = await createAccountByOficio(
    dispatcher,
    system,
    { ...newcomer, ...{ email: `clara.nava@${domain}`, account: `clara.nava.${entidad}@ine.mx`, entidad, processId } },
    scene.clock.now(),
  );
  const [auxiliaryId] = await insertAuxiliaries(scene.app, { processId, officeId, aspirantId, idProceso, entidad }, [
    {
      nombre: 'Ana',
      paterno: 'Paz',
      materno: '',
      email: 'ana@correo.example',
      claveElector: 'PZXXAN90010122M100',
      toReview: folioPrefix,
    },
  ]);
  const [device] = await sql('select id from devices.device where auxiliary_id = ?', [auxiliaryId]);
  const [request] = await dispatcher.ask(system, new ListAccountRequests({ entidad }));
  const asked = await dispatcher.ask(system, new GetAccountRequest({ requestId: request?.id ?? '' }));
  const deliveryId = randomId();
  await sql('insert into results.closure values (?, ?, now())', [processId, 'spec']);
  await sql(
    `insert into results.delivery values (?, ?, 'P', ?, 'resultados.jwe', 'none', 1, ?, ?, 0, '{}', 'spec', now())`,
    [deliveryId, processId, entidad, randomBuffer(32), randomBuffer(32)],
  );
  await sql(
    `insert into control_desk.record (support_id, folio, process_id, entidad, aspirant_id,
       state, arrived_at) values (?, ?, ?, ?, ?, 'pendiente', now())`,
    [supportId, folio, processId, entidad, aspirantId],
  );
  const jobId = await insertLongJob(scene, { territory: entidad, stream: processId, done: 0, total: 10 });
  return {
    trabajos: jobId,
    procesos: processId,
    aspirantes: aspirantId,
    auxiliares: auxiliaryId ?? '',
    dispositivos: device?.id ?? '',
    cierres: processId,
    entregas: deliveryId,
    cuentas: accountId,
    'solicitudes-de-cuentas': asked.id,
    persona: asked.officials[0]?.id ?? '',
    cargo: officeId,
    apoyo: supportId,
  };
}

const registration = {
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
  email: 'maria.xolotl@correo.example',
  emailProvider: 'google',
  fechaManifestacion: '2027-01-04',
  numeroOficio: 'IEEQ/001/2027',
  folioInterno: 'CI-001',
} as const;

/** Its account waits for the Declaratoria, and is Querétaro's whoever else is moved. */
const newcomer = {
  fullName: 'Clara Nava Prieto',
  position: 'Técnica',
  phone: '442 555 0399',
  role: 'opl-registrar',
  grantEndsAt: '2027-06-30T06:00:00Z',
} as const;
