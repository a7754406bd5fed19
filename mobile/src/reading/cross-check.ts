import {
  checkClaveElector,
  checkCurp,
  curpAgreesWithClave,
  curpEntidadFor,
  type PersonFacts,
} from '#electoral/identifiers';
import type { ReadField, ReadFields, Reading } from './reading.js';

/** How clear the print must be, on the whole and where nothing else confirms a character. */
const CLEAR = { fit: 0.88, score: 0.8, lead: 0.06 };
/** A character may be corrected for another that fits nearly as well, never for one that does not. */
const MAX_CORRECTION_COST = 0.12;

/** Places of the clave and of the CURP that say the same: letters of the names, birth date, sex. */
const SHARED: readonly (readonly [number, number])[] = [
  [0, 0],
  [2, 2],
  [4, 3],
  [1, 13],
  [3, 14],
  [5, 15],
  ...[0, 1, 2, 3, 4, 5].map((i): [number, number] => [6 + i, 4 + i]),
  [14, 10],
];
const CLAVE_SUFFIX = [15, 16, 17];
const ENTIDAD = [12, 13];
const HOMOCLAVE = 16;

/**
 * Front against back. Clave de elector and CURP stand as read when what was seen, uncorrected, is clear and agrees with each
 * other or with the machine-readable zone. Otherwise they are offered, with such characters corrected as the other
 * source makes likely.
 */
export function crossCheck(front: Reading, back?: Reading): Reading {
  const person = personOf(back?.fields ?? {});
  const { claveElector, curp } = front.fields;
  const areConsistent = !!claveElector && !!curp && confirmEachOther(claveElector, curp);
  const fields: ReadFields = {
    ...front.fields,
    ...(claveElector && {
      claveElector: isClaveConfirmed(claveElector, areConsistent, person)
        ? read(claveElector)
        : offered(claveElector, [...fromCurp(curp), ...fromDate(person, 6, 14)]),
    }),
    ...(curp && {
      curp: isCurpConfirmed(curp, areConsistent, person)
        ? read(curp)
        : offered(curp, [...fromClave(claveElector), ...fromDate(person, 4, 10)]),
    }),
  };
  const state = fields.claveElector?.state === 'read' ? 'read' : front.state === 'read' ? 'partial' : front.state;
  return { ...front, fields, state };
}

/** Names, date, sex and entidad of both say the same, and the CURP's check digit holds. */
function confirmEachOther(clave: ReadField, curp: ReadField): boolean {
  return (
    checkCurp(curp.value).length === 0 &&
    checkClaveElector(clave.value).length === 0 &&
    curpAgreesWithClave(curp.value, clave.value) &&
    curpEntidadFor(clave.value.slice(12, 14)) === curp.value.slice(11, 13) &&
    SHARED.every(([a, b]) => clave.value.charAt(a) === curp.value.charAt(b))
  );
}

function isClaveConfirmed(clave: ReadField, together: boolean, person: PersonFacts): boolean {
  const byZone = person.fechaNacimiento !== undefined && person.nombre !== undefined;
  const agrees = checkClaveElector(clave.value, person).length === 0;
  const alone = together ? CLAVE_SUFFIX : [...ENTIDAD, ...CLAVE_SUFFIX];
  return agrees && (together || byZone) && clave.confidence >= CLEAR.fit && clearAt(clave, alone);
}

function isCurpConfirmed(curp: ReadField, together: boolean, person: PersonFacts): boolean {
  return (
    together &&
    checkCurp(curp.value, person).length === 0 &&
    curp.confidence >= CLEAR.fit &&
    clearAt(curp, [1, HOMOCLAVE])
  );
}

function clearAt({ places = [] }: ReadField, indexes: readonly number[]): boolean {
  return indexes.every((index) => {
    const [best, next] = places[index]?.options ?? [];
    return !!best && best.score >= CLEAR.score && best.score - (next?.score ?? 0) >= CLEAR.lead;
  });
}

const read = (field: ReadField): ReadField => ({ ...field, state: 'read' });

interface Suggestion {
  readonly index: number;
  readonly character: string;
  /** How sure the other source is. */
  readonly lead: number;
}

function fromCurp(curp: ReadField | undefined): Suggestion[] {
  return SHARED.flatMap(([index, from]) => suggestion(curp, from, index));
}

function fromClave(clave: ReadField | undefined): Suggestion[] {
  return SHARED.flatMap(([from, index]) => suggestion(clave, from, index));
}

function suggestion(source: ReadField | undefined, from: number, index: number): Suggestion[] {
  const [best, next] = source?.places?.[from]?.options ?? [];
  return best ? [{ index, character: best.character, lead: best.score - (next?.score ?? 0) }] : [];
}

function fromDate({ fechaNacimiento, sexo }: PersonFacts, date: number, sex: number): Suggestion[] {
  if (!fechaNacimiento) return [];
  const digits = [...fechaNacimiento.slice(2).replace(/-/g, '')];
  const wishes = digits.map((character, i) => ({ index: date + i, character, lead: 1 }));
  return sexo ? [...wishes, { index: sex, character: sexo, lead: 1 }] : wishes;
}

/** Each wish is granted where it costs little, and less than the other source is sure of it. */
function offered(field: ReadField, wishes: readonly Suggestion[]): ReadField {
  const characters = [...field.value];
  for (const { index, character, lead } of wishes) {
    const options = field.places?.[index]?.options ?? [];
    const wished = options.find((option) => option.character === character);
    const cost = (options[0]?.score ?? 0) - (wished?.score ?? -1);
    if (wished && (lead === 1 || (cost < MAX_CORRECTION_COST && cost < lead))) characters[index] = character;
  }
  return { ...field, value: characters.join(''), state: 'offered' };
}

/** What the back tells of the person, as far as it stands as read; names only where the zone holds them whole. */
function personOf({ fechaNacimiento, sexo, paterno, materno, nombre }: ReadFields): PersonFacts {
  if (fechaNacimiento?.state !== 'read') return {};
  const names =
    paterno && nombre ? { paterno: paterno.value, materno: materno?.value ?? '', nombre: nombre.value } : {};
  return {
    fechaNacimiento: fechaNacimiento.value,
    ...(sexo?.state === 'read' && (sexo.value === 'H' || sexo.value === 'M') && { sexo: sexo.value }),
    ...names,
  };
}
