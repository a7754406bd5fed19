import { BAJA_CAUSES, type BajaCause, type RollStatus, type RollElector } from '#electoral/roll';
import {
  claveLetters,
  composeCurp,
  normaliseText,
  shortDate,
  ENTIDADES,
  type CredentialTypeKey,
} from '#electoral/identifiers';
import { INVENTED_MEN, INVENTED_SURNAMES, INVENTED_WOMEN } from './invented-names.js';
import { inventedSection, INVENTED_SECTIONS } from './invented-territory.js';
import { SeededRandom } from './seeded-random.js';

/** A row of the fictitious roll with the other data of its card. */
export interface InventedElector extends RollElector {
  readonly sexo: 'H' | 'M';
  readonly entidadNacimiento: string;
  readonly credentialType: CredentialTypeKey;
  /** Year of expiry of the card. */
  readonly vigencia: string;
  /** Names with accents, as printed on the card. */
  readonly printed: { readonly nombre: string; readonly paterno: string; readonly materno: string };
}

/** The entidad of most fictitious electors; the others are for testing scopes. */
export const INVENTED_HOME = '22';

/** Coprime to 10⁹, so that multiples of it modulo 10⁹ do not repeat within 10⁹ electors. */
const CIC_STEP = 387_420_489n;
const CITIZEN_STEP = 618_033_989n;
const BILLION = 1_000_000_000n;

const TYPES: readonly (readonly [CredentialTypeKey, number])[] = [
  ['G', 0.62],
  ['E', 0.3],
  ['H', 0.02],
  ['F', 0.01],
  ['D', 0.03],
  ['C', 0.02],
];

/** The `index`-th elector of a seed; always the same person. */
export function inventedElector(seed: number, index: number): InventedElector {
  const random = SeededRandom.at(seed, index);
  const sexo = random.chance(0.52) ? 'M' : 'H';
  const printed = {
    nombre: random.pick(sexo === 'M' ? INVENTED_WOMEN : INVENTED_MEN),
    paterno: random.pick(INVENTED_SURNAMES),
    materno: random.chance(0.01) ? '' : random.pick(INVENTED_SURNAMES),
  };
  const names = {
    nombre: normaliseText(printed.nombre),
    paterno: normaliseText(printed.paterno),
    materno: normaliseText(printed.materno),
  };
  const fechaNacimiento = birthDate(random);
  const home = random.chance(0.95) ? INVENTED_HOME : random.pick(ENTIDADES).key;
  const entidadNacimiento = random.chance(0.85) ? home : random.pick(ENTIDADES).key;
  const { seccion, municipio, distritoLocal: distrito } = inventedSection(random.between(1, INVENTED_SECTIONS));
  const suffix = String(random.between(0, 999)).padStart(3, '0');
  const identificadorCiudadano = nineDigits(index, CITIZEN_STEP, seed);
  const homoclave = fechaNacimiento < '2000' ? String(random.between(0, 9)) : random.pick(['A', 'B', 'C']);
  const facts = { ...names, fechaNacimiento, sexo, entidadNacimiento } as const;
  const [registryStatus, bajaCause] = registry(random);
  const credentialType = typeOf(random);
  return {
    claveElector:
      claveLetters(facts).replace(/Ñ/g, 'X') + shortDate(fechaNacimiento) + entidadNacimiento + sexo + suffix,
    curp: composeCurp(facts, homoclave),
    cic: nineDigits(index, CIC_STEP, seed),
    ocr: seccion + identificadorCiudadano,
    identificadorCiudadano,
    numeroEmision: String(random.between(0, 4)).padStart(2, '0'),
    ...names,
    fechaNacimiento,
    sexo,
    entidad: home,
    distrito,
    municipio,
    seccion,
    registryStatus,
    bajaCause,
    stableKey: `S${String(seed % 1000).padStart(3, '0')}-${String(index).padStart(9, '0')}`,
    entidadNacimiento,
    credentialType,
    vigencia: String(random.between(2027, 2034)),
    printed,
  };
}

/** Electors `from` … `from + count - 1` of a seed. */
export function* inventedElectors(seed: number, count: number, from = 0): Generator<InventedElector> {
  for (let index = from; index < from + count; index += 1) yield inventedElector(seed, index);
}

function birthDate(random: SeededRandom): string {
  const year = random.between(1938, 2007);
  const month = String(random.between(1, 12)).padStart(2, '0');
  const day = String(random.between(1, 28)).padStart(2, '0');
  return `${year}-${month}-${day}`;
}

function nineDigits(index: number, step: bigint, seed: number): string {
  const value = (BigInt(index + 1) * step + BigInt(seed % 1000) * 1_000n) % BILLION;
  return value.toString().padStart(9, '0');
}

function registry(random: SeededRandom): readonly [RollStatus, BajaCause | ''] {
  const draw = random.next();
  if (draw < 0.965) return ['lista-nominal', ''];
  if (draw < 0.98) return ['padron', ''];
  if (draw < 0.985) return ['otra-situacion', ''];
  return ['baja', random.pick(BAJA_CAUSES)];
}

function typeOf(random: SeededRandom): CredentialTypeKey {
  let draw = random.next();
  for (const [key, share] of TYPES) {
    if (draw < share) return key;
    draw -= share;
  }
  return 'G';
}
