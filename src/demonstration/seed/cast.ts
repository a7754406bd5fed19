import { INVENTED_HOME, type InventedElector } from '../../synthetic/index.js';
import { findPerson, unregisteredPerson, type InventedPerson } from '../builders/index.js';

/** Electors in the roll of the demonstration. */
export const ROLL_SIZE = 100_000;

/** Key of Querétaro, the municipality of the demonstration's office. */
const HOME_MUNICIPALITY = '014';

const onNominalList = (one: InventedElector): boolean =>
  one.registryStatus === 'lista-nominal' &&
  one.entidad === INVENTED_HOME &&
  one.municipio === HOME_MUNICIPALITY &&
  one.fechaNacimiento < '2005' &&
  one.credentialType !== 'C';

const hasStatus =
  (status: InventedElector['registryStatus']) =>
  (one: InventedElector): boolean =>
    one.registryStatus === status &&
    one.entidad === INVENTED_HOME &&
    one.municipio === HOME_MUNICIPALITY &&
    one.credentialType !== 'C';

/** The people of the demonstration: always the same entries of the fictitious roll. */
export const cast = {
  aspirant: (): InventedPerson => findPerson((one) => onNominalList(one) && one.credentialType === 'E', 500),
  auxiliaries: (): InventedPerson[] => [2000, 3000].map((start) => findPerson(onNominalList, start)),
  /** Citizens with seeded supports. Most are valid, some are not, so that every state can be shown. */
  citizens: (): InventedPerson[] => {
    const plain = Array.from({ length: 8 }, (_, nth) => findPerson(onNominalList, 4000 + nth * 100));
    const baja = findPerson(hasStatus('baja'), 6000);
    const padron = findPerson(hasStatus('padron'), 6000);
    return [...plain, baja, padron, unregisteredPerson(3), ...plain.slice(0, 1)];
  },
  /** People whose credentials visitors can show to the camera. */
  samples: (): InventedPerson[] => [8000, 8100, 8200].map((start) => findPerson(onNominalList, start)),
};
