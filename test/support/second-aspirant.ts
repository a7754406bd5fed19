import { confirmedAspirant, registerAuxiliary } from '../../src/demonstration/world/index.js';
import { systemActor } from '../../src/kernel/access/actor.js';
import { Dispatcher } from '../../src/kernel/messaging/dispatcher.js';
import type { AppScene, SceneAuxiliary } from './app-scene.js';

const system = systemActor('second-aspirant');
const NAME = { nombre: 'Rosa Elena', paterno: 'Tepoz', materno: 'Aguirre' };

/** The full name, as the app shows it. */
export const SECOND_ASPIRANT = Object.values(NAME).join(' ');

/** Also registers the person as an auxiliary of a second aspirant for the same office, with another e-mail. */
export async function alsoOfSecondAspirant(scene: AppScene, { person }: SceneAuxiliary): Promise<SceneAuxiliary> {
  const dispatcher = scene.app.get(Dispatcher);
  const [office] = await scene.sql<{ id: string }>('select id from processes.office');
  const { aspirantId } = await confirmedAspirant(dispatcher, system, office?.id ?? '', {
    ...NAME,
    lugarNacimiento: '22',
    fechaNacimiento: '1985-03-21',
    telefonoMovil: '442 765 4321',
    claveElector: 'TPAGRS85032122M300',
    cic: '987654321',
    email: 'rosa@correo.example',
    numeroOficio: 'IEEQ/002/2027',
    folioInterno: 'CI-002',
  });
  const { nombre, paterno, materno, fechaNacimiento, claveElector } = person;
  const email = 'tambien@correo.example';
  const { idAuxiliar } = await registerAuxiliary(dispatcher, system, aspirantId, {
    ...{ nombre, paterno, materno, fechaNacimiento, claveElector, email },
  });
  return { email, idAuxiliar, person };
}
