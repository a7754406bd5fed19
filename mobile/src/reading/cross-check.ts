import {
  checkClaveElector,
  checkCurp,
  curpAgreesWithClave,
  type PersonFacts,
} from '../../../src/contexts/verification/wire/identifiers/index.js';
import type { ReadField, ReadFields, Reading } from './reading.js';

/** Print must be this clear for an identifier without a check of its own to stand as read. */
const CLEAR = 0.9;

/**
 * Front against back: clave de elector and CURP stand as read when clear and confirmed by each other or by what the
 * machine-readable zone says of the person; whatever contradicts it falls back to `offered`.
 */
export function crossChecked(front: Reading, back?: Reading): [Reading, Reading | undefined] {
  const person = personOf(back?.fields ?? {});
  const { claveElector, curp } = front.fields;
  const agree = !!claveElector && !!curp && curpAgreesWithClave(curp.value, claveElector.value);
  const fields: ReadFields = {
    ...front.fields,
    ...(claveElector && { claveElector: judged(claveElector, claveProblems(claveElector, person), agree, person) }),
    ...(curp && { curp: judged(curp, curpProblems(curp, person), agree, person) }),
  };
  const state = fields.claveElector?.state === 'read' ? 'read' : front.state === 'read' ? 'partial' : front.state;
  return [{ ...front, fields, state }, back];
}

function judged(field: ReadField, problems: number, agree: boolean, person: PersonFacts): ReadField {
  const confirmed = agree || person.fechaNacimiento !== undefined;
  const stands = problems === 0 && confirmed && field.confidence >= CLEAR;
  return { ...field, state: stands ? 'read' : 'offered' };
}

const claveProblems = ({ value }: ReadField, person: PersonFacts): number => checkClaveElector(value, person).length;
const curpProblems = ({ value }: ReadField, person: PersonFacts): number => checkCurp(value, person).length;

/** What the back tells of the person, as far as it stands as read; the names of the zone are cut and without accents. */
function personOf({ fechaNacimiento, sexo }: ReadFields): PersonFacts {
  return {
    ...(fechaNacimiento?.state === 'read' && { fechaNacimiento: fechaNacimiento.value }),
    ...(sexo?.state === 'read' && (sexo.value === 'H' || sexo.value === 'M') && { sexo: sexo.value }),
  };
}
