// An aspirant who may register auxiliaries.
import { RegisterAspirant } from '../../src/contexts/aspirants/index.ts';
import { AcceptAspirantDuties, ASPIRANT_DUTIES } from '../../src/contexts/auxiliaries/index.ts';
import { AddOffice, CreateProcess } from '../../src/contexts/processes/index.ts';
import { confirmAspirant } from '../../src/demonstration/seed/confirm-aspirant.ts';

const PERSON = {
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
  fechaManifestacion: '2027-01-10',
  numeroOficio: 'IEEQ/001/2027',
  folioInterno: 'CI-001',
};

export async function confirmedAspirant(dispatcher, actor) {
  const process = { entidad: '22', name: 'Proceso Electoral Local 2026-2027', practice: false };
  const { processId } = await dispatcher.run(actor, new CreateProcess(process));
  const office = { processId, kind: 'gubernatura', name: 'Gubernatura', territory: '' };
  const { officeId } = await dispatcher.run(actor, new AddOffice(office));
  const { aspirantId } = await dispatcher.run(actor, new RegisterAspirant({ ...PERSON, officeId }));
  await confirmAspirant(dispatcher, actor, aspirantId);
  await dispatcher.run(actor, new AcceptAspirantDuties({ aspirantId, version: ASPIRANT_DUTIES.version }));
  return aspirantId;
}
