// Fictitious people with valid claves, and the files in which an aspirant would list them.
import { buffer } from 'node:stream/consumers';
import { IMPORT_FIELDS, IMPORT_HEADERS } from '../../src/contexts/auxiliaries/domain/import-columns.ts';
import { inventedElector } from '../../src/synthetic/index.ts';
import { writeSpreadsheet } from '../../src/kernel/documents/spreadsheet.ts';

const SEED = 4242;

/** Adults in the padrón, with distinct claves. */
export function peopleOf(count) {
  const people = [];
  const claves = new Set();
  for (let index = 0; people.length < count; index += 1) {
    const person = inventedElector(SEED, index);
    if (person.fechaNacimiento > '2006' || person.registryStatus === 'baja' || claves.has(person.claveElector))
      continue;
    claves.add(person.claveElector);
    people.push(person);
  }
  return people;
}

/** One row in ten is invalid: in turn a telephone number, a date, or a clave that is not in the roll. */
export function fileOf(people) {
  const rows = people.map((person, at) => {
    const typed = {
      ...person.printed,
      fechaNacimiento: new Date(`${person.fechaNacimiento}T00:00:00Z`),
      telefonoMovil: `442${String(1_000_000 + at)}`,
      email: `${person.claveElector.toLowerCase()}@correo.example`,
      emailProvider: at % 2 === 0 ? 'Google' : 'Facebook',
      claveElector: person.claveElector,
      curp: at % 3 === 0 ? person.curp : '',
    };
    if (at % 10 === 9) {
      const faults = [
        { telefonoMovil: '123' },
        { fechaNacimiento: '31/02/1990' },
        { claveElector: typed.claveElector.replace(/\d{3}$/, 'XXX') },
      ];
      Object.assign(typed, faults[at % faults.length]);
    }
    return IMPORT_FIELDS.map((field) => typed[field]);
  });
  const columns = IMPORT_FIELDS.map((field) => ({
    header: IMPORT_HEADERS[field],
    width: 20,
    kind: field === 'fechaNacimiento' ? 'day' : 'text',
  }));
  return buffer(writeSpreadsheet('Auxiliares', columns, rows));
}
