import {
  checkClaveElector,
  checkCurp,
  curpAgreesWithClave,
  curpEntidadFor,
  type PersonFacts,
} from '#electoral/identifiers';
import { combineNames } from './names.js';
import type { ReadField, ReadFields, Reading } from './reading.js';

/** Minimum clarity: of the whole text, and of characters that nothing else confirms. */
const CLEAR = { fit: 0.88, score: 0.8, lead: 0.06 };
/** A character may be corrected to another only if its score is lower by less than this. */
const MAX_CORRECTION_COST = 0.12;

/** Positions with the same content in clave and CURP: letters of the names, birth date, sex. */
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
 * Checks the front against itself and the back. A clave de elector is `read` if it is clear without corrections and
 * agrees with the CURP or with the machine-readable zone; a CURP, if it is clear and agrees with the clave. Neither may
 * contradict the zone. Otherwise they are `offered`, with characters corrected where another source makes that likely.
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
    ...combineNames(front.printedNames, back?.zoneNames, claveElector?.value),
  };
  const state = fields.claveElector?.state === 'read' ? 'read' : front.state === 'read' ? 'partial' : front.state;
  return { ...front, fields, state };
}

/** Names, date, sex and entidad of both agree, and the CURP's check digit is valid. */
function confirmEachOther(clave: ReadField, curp: ReadField): boolean {
  return (
    checkCurp(curp.value).length === 0 &&
    checkClaveElector(clave.value).length === 0 &&
    curpAgreesWithClave(curp.value, clave.value) &&
    curpEntidadFor(clave.value.slice(12, 14)) === curp.value.slice(11, 13) &&
    SHARED.every(([a, b]) => clave.value.charAt(a) === curp.value.charAt(b))
  );
}

function isClaveConfirmed(clave: ReadField, areConsistent: boolean, person: PersonFacts): boolean {
  const hasMrz = person.fechaNacimiento !== undefined && person.nombre !== undefined;
  const agrees = checkClaveElector(clave.value, person).length === 0;
  const unconfirmed = areConsistent ? CLAVE_SUFFIX : [...ENTIDAD, ...CLAVE_SUFFIX];
  return agrees && (areConsistent || hasMrz) && clave.confidence >= CLEAR.fit && clearAt(clave, unconfirmed);
}

function isCurpConfirmed(curp: ReadField, areConsistent: boolean, person: PersonFacts): boolean {
  return (
    areConsistent &&
    checkCurp(curp.value, person).length === 0 &&
    curp.confidence >= CLEAR.fit &&
    clearAt(curp, [1, HOMOCLAVE])
  );
}

function clearAt({ positions = [] }: ReadField, indexes: readonly number[]): boolean {
  return indexes.every((index) => {
    const [best, next] = positions[index]?.options ?? [];
    return !!best && best.score >= CLEAR.score && best.score - (next?.score ?? 0) >= CLEAR.lead;
  });
}

const read = (field: ReadField): ReadField => ({ ...field, state: 'read' });

interface Suggestion {
  readonly index: number;
  readonly character: string;
  /** Lead of this character in the other source, 1 if certain. */
  readonly lead: number;
}

function fromCurp(curp: ReadField | undefined): Suggestion[] {
  return SHARED.flatMap(([index, from]) => suggestion(curp, from, index));
}

function fromClave(clave: ReadField | undefined): Suggestion[] {
  return SHARED.flatMap(([from, index]) => suggestion(clave, from, index));
}

function suggestion(source: ReadField | undefined, from: number, index: number): Suggestion[] {
  const [best, next] = source?.positions?.[from]?.options ?? [];
  return best ? [{ index, character: best.character, lead: best.score - (next?.score ?? 0) }] : [];
}

function fromDate({ fechaNacimiento, sexo }: PersonFacts, date: number, sex: number): Suggestion[] {
  if (!fechaNacimiento) return [];
  const digits = [...fechaNacimiento.slice(2).replace(/-/g, '')];
  const suggestions = digits.map((character, i) => ({ index: date + i, character, lead: 1 }));
  return sexo ? [...suggestions, { index: sex, character: sexo, lead: 1 }] : suggestions;
}

/** Applies a suggestion if it is certain, or if its cost is low and below the lead in the other source. */
function offered(field: ReadField, suggestions: readonly Suggestion[]): ReadField {
  const characters = [...field.value];
  for (const { index, character, lead } of suggestions) {
    const options = field.positions?.[index]?.options ?? [];
    const suggested = options.find((option) => option.character === character);
    const cost = (options[0]?.score ?? 0) - (suggested?.score ?? -1);
    if (suggested && (lead === 1 || (cost < MAX_CORRECTION_COST && cost < lead))) characters[index] = character;
  }
  return { ...field, value: characters.join(''), state: 'offered' };
}

/** What the back says about the cardholder: data with state `read`, and the names, which are at most `offered`. */
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
