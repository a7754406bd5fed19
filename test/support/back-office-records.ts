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

/**
 * One record of every catalogue of the back office, all of Querétaro: a walk over the screens has something to ask for.
 * @returns ids by the catalogue's address; besides `cargo` and `persona` (asked for in addresses) and `apoyo`.
 */
export async function seedRecords(scene: BackOfficeScene): Promise<Readonly<Record<string, string>>> {
  const sql = (text: string, params: unknown[]) =>
    scene.app.get(EntityManager).fork().execute<{ id: string }[]>(text, params);
  const supportId = randomId();
  const dispatcher = scene.app.get(Dispatcher);
  const { processId, idProceso } = await createProcess(dispatcher, system, { name: 'Proceso de Querétaro' });
  const { officeId } = await addOffice(dispatcher, system, processId);
  const { aspirantId } = await dispatcher.run(system, new RegisterAspirant({ ...registration, officeId }));
  const accountId = await createAccountByOficio(dispatcher, system, { ...newcomer, processId }, scene.clock.now());
  const [auxiliaryId] = await insertAuxiliaries(scene.app, { processId, officeId, aspirantId, idProceso }, [
    {
      nombre: 'Ana',
      paterno: 'Paz',
      materno: '',
      email: 'ana@correo.example',
      claveElector: 'PZXXAN90010122M100',
      toReview: '7K2MD',
    },
  ]);
  const [device] = await sql('select id from devices.device where auxiliary_id = ?', [auxiliaryId]);
  const [request] = await dispatcher.ask(system, new ListAccountRequests({ entidad: '22' }));
  const asked = await dispatcher.ask(system, new GetAccountRequest({ requestId: request?.id ?? '' }));
  const deliveryId = randomId();
  await sql('insert into results.closure values (?, ?, now())', [processId, 'spec']);
  await sql(
    `insert into results.delivery values (?, ?, 'P', '22', 'resultados.jwe', 'none', 1, ?, ?, 0, '{}', 'spec', now())`,
    [deliveryId, processId, randomBuffer(32), randomBuffer(32)],
  );
  await sql(
    `insert into control_desk.record (support_id, folio, process_id, entidad, aspirant_id,
       state, arrived_at) values (?, 'AC-1', ?, '22', ?, 'pendiente', now())`,
    [supportId, processId, aspirantId],
  );
  const jobId = await insertLongJob(scene, { territory: '22', stream: processId, done: 0, total: 10 });
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
  email: 'clara.nava@ieeq.example',
  phone: '442 555 0399',
  account: 'clara.nava@ine.mx',
  role: 'opl-registrar',
  entidad: '22',
  grantEndsAt: '2027-06-30T06:00:00Z',
} as const;
