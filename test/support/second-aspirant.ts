import { RegisterAspirant } from '../../src/contexts/aspirants/index.js';
import { AcceptAspirantDuties, ASPIRANT_DUTIES, RegisterAuxiliary } from '../../src/contexts/auxiliaries/index.js';
import { confirmAspirant } from '../../src/demonstration/seed/confirm-aspirant.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import type { AppScene, SceneAuxiliary } from './app-scene.js';

const system = systemActor('second-aspirant');
const NAME = { nombre: 'Rosa Elena', paterno: 'Tepoz', materno: 'Aguirre' };

/** As the app names them. */
export const SECOND_ASPIRANT = Object.values(NAME).join(' ');

/** Makes somebody an auxiliary of a second aspirant of the same office too, under another account. */
export async function alsoOfSecondAspirant(scene: AppScene, { person }: SceneAuxiliary): Promise<SceneAuxiliary> {
  const dispatcher = scene.app.get(Dispatcher);
  const [office] = await scene.sql<{ id: string }>('select id from processes.office');
  const { aspirantId } = await dispatcher.run(
    system,
    new RegisterAspirant({
      ...NAME,
      officeId: office?.id ?? '',
      lugarNacimiento: '22',
      fechaNacimiento: '1985-03-21',
      genero: 'M',
      telefonoMovil: '442 765 4321',
      credentialType: 'E',
      claveElector: 'TPAGRS85032122M300',
      cic: '987654321',
      entidad: '22',
      municipio: 'Querétaro',
      seccion: '0412',
      email: 'rosa@correo.example',
      emailProvider: 'google',
      fechaManifestacion: '2027-01-10',
      numeroOficio: 'IEEQ/002/2027',
      folioInterno: 'CI-002',
    }),
  );
  await confirmAspirant(dispatcher, system, aspirantId);
  await dispatcher.run(system, new AcceptAspirantDuties({ aspirantId, version: ASPIRANT_DUTIES.version }));
  const { nombre, paterno, materno, fechaNacimiento, claveElector } = person;
  const email = 'tambien@correo.example';
  const { idAuxiliar } = await dispatcher.run(
    system,
    new RegisterAuxiliary({
      ...{ aspirantId, nombre, paterno, materno, fechaNacimiento, claveElector, email },
      telefonoMovil: '442 123 4567',
      emailProvider: 'google',
    }),
  );
  return { email, idAuxiliar, person };
}
