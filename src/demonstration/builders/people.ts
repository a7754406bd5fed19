import { composeMrz, shortDate } from '#electoral/identifiers';
import { inventedElector, type InventedElector } from '../../synthetic/index.js';

/** Seed of the demonstration's roll, which contains the people built here. */
export const DEMONSTRATION_SEED = 2026;

/** A fictitious person with all data of their card. */
export interface InventedPerson extends InventedElector {
  /** Three lines of thirty; undefined on cards that have none (C). */
  readonly mrz: readonly [string, string, string] | undefined;
  readonly email: string;
  readonly address: readonly [string, string, string];
}

/** The `index`-th person of the fictitious roll. */
export function inventedPerson(index: number, seed = DEMONSTRATION_SEED): InventedPerson {
  return withCard(inventedElector(seed, index));
}

/** A person who is not in the roll; uses another seed. */
export function unregisteredPerson(index: number): InventedPerson {
  return inventedPerson(index, DEMONSTRATION_SEED + 1);
}

/** The first matching person of the roll from index `start` on. */
export function findPerson(
  matches: (person: InventedElector) => boolean,
  start = 0,
  seed = DEMONSTRATION_SEED,
): InventedPerson {
  for (let index = start; index < start + 100_000; index += 1) {
    const elector = inventedElector(seed, index);
    if (matches(elector)) return withCard(elector);
  }
  throw new RangeError('no matching person in the fictitious roll');
}

/** The same person with another expiry year on the card and in its MRZ. */
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
