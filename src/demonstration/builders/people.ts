import { composeMrz, shortDate } from '#electoral/identifiers';
import { inventedElector, type InventedElector } from '../../synthetic/index.js';

/** The seed of the demonstration's roll: people built here stand in it. */
export const DEMONSTRATION_SEED = 2026;

/** An invented person with everything their card shows. */
export interface InventedPerson extends InventedElector {
  /** Three lines of thirty; undefined on cards that have none (C). */
  readonly mrz: readonly [string, string, string] | undefined;
  readonly email: string;
  readonly address: readonly [string, string, string];
}

/** The `index`-th person of the invented roll. */
export function inventedPerson(index: number, seed = DEMONSTRATION_SEED): InventedPerson {
  return withCard(inventedElector(seed, index));
}

/** A person not in the roll: the same rules, another seed. */
export function unregisteredPerson(index: number): InventedPerson {
  return inventedPerson(index, DEMONSTRATION_SEED + 1);
}

/** The first person of the roll, from `start` on, that fits. */
export function findPerson(
  fits: (person: InventedElector) => boolean,
  start = 0,
  seed = DEMONSTRATION_SEED,
): InventedPerson {
  for (let index = start; index < start + 100_000; index += 1) {
    const elector = inventedElector(seed, index);
    if (fits(elector)) return withCard(elector);
  }
  throw new RangeError('nobody in the invented roll fits');
}

/** The same person with a card that shows another year of expiry, on its front and in its MRZ. */
export function withExpiry(person: InventedPerson, vigencia: string): InventedPerson {
  return withCard({ ...person, vigencia });
}

function withCard(elector: InventedElector): InventedPerson {
  const { printed, credentialType, fechaNacimiento } = elector;
  const mrz =
    credentialType === 'C'
      ? undefined
      : composeMrz({ ...elector, birth: shortDate(fechaNacimiento), expiry: `${elector.vigencia.slice(2)}1231` });
  const mail = `${printed.nombre}.${printed.paterno}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return {
    ...elector,
    mrz,
    email: `${mail}.${elector.cic.slice(-4)}@correo.example`,
    address: [
      `C ${elector.paterno} ${Number(elector.seccion) + 7}`,
      `COL INVENTADA ${76000 + Number(elector.seccion)}`,
      'MUNICIPIO DE EJEMPLO',
    ],
  };
}
